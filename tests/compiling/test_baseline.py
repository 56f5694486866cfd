"""The baseline: what a refresh may not do until a person has looked."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from compiling.inputs import Inputs
from merging.factories import make_offer, make_text, said
from starmap.compiling.baseline import Accepted, Baseline, read_accepted, read_baseline, write_baseline
from starmap.compiling.running import check_data, compile_catalog
from starmap.errors import CompileError, FactsError
from starmap.model import Offering
from starmap.packaged import DirectoryStore
from starmap.pricing import Pricing
from starmap.registry import Catalog

BEFORE = Baseline({"models.dev": 100}, {"acme:orca-1": ("sea/orca-1", "2", "")})


def accepted(text: str) -> Accepted:
    """The accepted changes of a text."""
    return read_accepted(make_text(text, "facts/names/accepted.toml"))


def line(**fields: str) -> str:
    """A dated line that accepts a change."""
    return "[[accept]]\ndate = 2026-11-22\n" + "".join(f"{name} = {value}\n" for name, value in fields.items())


PRICE = line(offering='"acme:orca-1"', field='"pricing.input"', value="20.0", why='"the page says so"')


@pytest.mark.parametrize("now", [20, 25, Decimal("0.2"), Decimal("0.1")])
def test_a_tenfold_move_is_refused(now: int | Decimal) -> None:
    """Up or down; the report says from what."""
    offer = make_offer(said("models.dev", {"pricing.input": Decimal(now)}))
    (refused,) = BEFORE.check_prices(offer, Accepted())
    assert (refused.offering, refused.field, refused.value, refused.source, refused.reason) == (
        "acme:orca-1",
        "pricing.input",
        now,
        "models.dev",
        "moved tenfold from 2",
    )
    assert offer.value("pricing.input") is None


def test_the_next_claim_wins() -> None:
    """The old price, if another source still has it."""
    claims = [said("models.dev", {"pricing.input": Decimal(20)}), said("LiteLLM", {"pricing.input": Decimal(2)})]
    offer = make_offer(*claims)
    BEFORE.check_prices(offer, Accepted())
    assert offer.value("pricing.input") == 2


@pytest.mark.parametrize("now", ["19.99", "0.21", "2"])
def test_a_smaller_move_passes(now: str) -> None:
    """Prices do change."""
    offer = make_offer(said("models.dev", {"pricing.input": Decimal(now)}))
    assert BEFORE.check_prices(offer, Accepted()) == []


@pytest.mark.parametrize("path", ["pricing.output", "pricing.cache_read"])
def test_what_the_baseline_does_not_know_passes(path: str) -> None:
    """A first price has moved from nowhere."""
    offer = make_offer(said("models.dev", {path: Decimal(900)}))
    assert BEFORE.check_prices(offer, Accepted()) == []


def test_an_offering_that_is_new_passes() -> None:
    """There is nothing to hold it against."""
    offer = make_offer(said("models.dev", {"pricing.input": Decimal(900)}), id="orca-9")
    assert BEFORE.check_prices(offer, Accepted()) == []


def test_a_dated_line_accepts_a_move() -> None:
    """For this offering, this field and this value."""
    offer = make_offer(said("models.dev", {"pricing.input": Decimal("20.00")}))
    assert BEFORE.check_prices(offer, accepted(PRICE)) == []
    assert offer.value("pricing.input") == 20


def test_a_dated_line_accepts_no_other_move() -> None:
    """A person looked at one value."""
    offer = make_offer(said("models.dev", {"pricing.input": Decimal(30)}))
    assert len(BEFORE.check_prices(offer, accepted(PRICE))) == 1


def test_a_price_that_became_free_is_refused() -> None:
    """Zero is the commonest placeholder."""
    offer = make_offer(said("models.dev", {"pricing.input": Decimal(0)}))
    assert len(BEFORE.check_prices(offer, Accepted())) == 1


def test_a_source_that_shrank_is_refused() -> None:
    """The message says what to add."""
    with pytest.raises(CompileError) as caught:
        BEFORE.check_counts({"models.dev": 79}, Accepted())
    assert str(caught.value) == (
        "models.dev shrank from 100 to 79 listings; if that is right, add to facts/names/accepted.toml: "
        '[[accept]] source = "models.dev" date = ... why = "..."'
    )


@pytest.mark.parametrize("now", [80, 100, 500])
def test_a_source_may_lose_a_fifth(now: int) -> None:
    """And grow as it likes."""
    BEFORE.check_counts({"models.dev": now}, Accepted())


def test_a_source_that_is_gone_has_shrunk() -> None:
    """To nothing."""
    with pytest.raises(CompileError, match=r"^models\.dev shrank from 100 to 0"):
        BEFORE.check_counts({}, Accepted())


def test_a_dated_line_accepts_a_smaller_source() -> None:
    """Until the baseline is written anew."""
    BEFORE.check_counts({"models.dev": 10}, accepted(line(source='"models.dev"', why='"gateways dropped"')))


@pytest.mark.parametrize(
    "text",
    [
        '[[accept]]\nsource = "models.dev"\nwhy = "x"\n',
        '[[accept]]\nsource = "models.dev"\ndate = 2026-11-22\n',
        '[[accept]]\nsource = "models.dev"\ndate = "today"\nwhy = "x"\n',
    ],
    ids=["no date", "no reason", "a date in words"],
)
def test_an_acceptance_needs_date_and_reason(text: str) -> None:
    """It stops the compile."""
    with pytest.raises(FactsError, match=r"^facts/names/accepted\.toml:\d+: .*(date|why)"):
        accepted(text)


@pytest.mark.parametrize(
    "text",
    [
        "[[accept",
        line(field='"pricing.input"', value="1", why='"x"'),
        line(offering='"a:b"', field='"pricing.input"', value='"x"', why='"x"'),
        line(offering='"a:b"', field='"pricing.inptu"', value="1", why='"x"'),
        PRICE + "typo = 1\n",
    ],
    ids=["not TOML", "no offering", "no number", "no such field", "unknown key"],
)
def test_a_fault_among_the_acceptances_names_the_file(text: str) -> None:
    """Like one in any curated file."""
    with pytest.raises(FactsError):
        accepted(text)


def test_without_acceptances_nothing_is_accepted() -> None:
    """The file may be missing."""
    assert read_accepted(None) == Accepted()


def offering(id: str, model: str | None, *cards: Pricing) -> Offering:
    """An offering with its cards."""
    return Offering(id=id, provider_id="acme", model_id="x", model_ref=model, price_history=cards)


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    """The last card's rates, exact; nothing where none is known."""
    old, new = Pricing(input=Decimal(1)), Pricing(input=Decimal("2.50"), output=Decimal("1E+1"))
    write_baseline(tmp_path, {"b": 2, "a": 1}, [offering("acme:y", None), offering("acme:x", "sea/x", old, new)])
    read, files = read_baseline(tmp_path)
    assert read == Baseline({"a": 1, "b": 2}, {"acme:x": ("sea/x", "2.50", "10"), "acme:y": ("", "", "")})
    assert [file.name for file in files] == ["facts/baseline/sources.json", "facts/baseline/offerings.tsv"]


def test_without_a_baseline_nothing_is_refused(tmp_path: Path) -> None:
    """The first compile has none."""
    assert read_baseline(tmp_path) == (Baseline(), [])


def test_a_damaged_baseline_says_what_to_do(tmp_path: Path) -> None:
    """It is an input like any other."""
    write_baseline(tmp_path, {}, [])
    (tmp_path / "baseline" / "offerings.tsv").write_text("acme:x\n")
    with pytest.raises(CompileError, match=r"the baseline in .*baseline is damaged .*; restore it"):
        read_baseline(tmp_path)


@pytest.mark.parametrize(
    ("counts", "rows"),
    [("{}", None), ("[]", ""), ("{}", "acme:x\tsea/x\tcheap\t\n")],
    ids=["half", "a list", "no number"],
)
def test_a_baseline_of_another_shape_is_damaged(tmp_path: Path, counts: str, rows: str | None) -> None:
    """A check that is not made must be noticed."""
    (tmp_path / "baseline").mkdir()
    (tmp_path / "baseline" / "sources.json").write_text(counts)
    if rows is not None:
        (tmp_path / "baseline" / "offerings.tsv").write_text(rows)
    with pytest.raises(CompileError):
        read_baseline(tmp_path)


def test_a_renamed_model_becomes_an_alias() -> None:
    """An id once published stays one."""
    names = BEFORE.renamed_models([offering("acme:orca-1", "sea/orca-one")], frozenset({"sea/orca-one"}))
    assert names == [("sea/orca-1", "", "sea/orca-one")]


def test_a_model_that_is_still_there_needs_no_alias() -> None:
    """Its offering may serve another one now."""
    models = frozenset({"sea/orca-1", "sea/orca-one"})
    assert BEFORE.renamed_models([offering("acme:orca-1", "sea/orca-one")], models) == []


def test_a_model_that_was_split_has_no_one_alias() -> None:
    """Which is meant cannot be told."""
    before = Baseline({}, {"acme:a": ("sea/old", "", ""), "acme:b": ("sea/old", "", "")})
    now = [offering("acme:a", "sea/a"), offering("acme:b", "sea/b")]
    assert before.renamed_models(now, frozenset({"sea/a", "sea/b"})) == []


def name(inputs: Inputs, model: str) -> None:
    """Let models.dev say which model it is that only a gateway offers."""
    table = inputs.read("models_dev/api-2026-09-30.json.gz")
    assert isinstance(table, dict)
    table["relay"]["models"]["tencent/nobody-knows"]["canonical_model_id"] = model
    inputs.write("models_dev/api-2026-09-30.json.gz", table)


def test_a_compile_that_is_accepted_writes_the_baseline(inputs: Inputs) -> None:
    """Counts by source, and a line for each offering."""
    summary = compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    baseline = inputs.facts / "baseline"
    assert json.loads((baseline / "sources.json").read_bytes()) == summary.counts
    assert "openai:orca-2\topenai/orca-2\t1.5\t6\n" in (baseline / "offerings.tsv").read_text()


def test_a_compile_without_leave_writes_no_baseline(inputs: Inputs) -> None:
    """It is a person's decision."""
    compile_catalog(inputs.sources, inputs.facts, inputs.out)
    assert not (inputs.facts / "baseline").exists()


def test_the_check_passes_after_an_accepted_compile(inputs: Inputs) -> None:
    """Without compiling a second time."""
    compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    check_data(inputs.out, inputs.facts, None)


def test_the_check_passes_after_the_next_compile(inputs: Inputs) -> None:
    """The baseline is an input whose hash the manifest tells."""
    compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    compile_catalog(inputs.sources, inputs.facts, inputs.out)
    assert "5 curated files" in check_data(inputs.out, inputs.facts, inputs.sources)


def test_a_changed_baseline_is_noticed(inputs: Inputs) -> None:
    """Like a curated file."""
    compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    compile_catalog(inputs.sources, inputs.facts, inputs.out)
    (inputs.facts / "baseline" / "sources.json").write_text("{}")
    with pytest.raises(CompileError, match=r"^facts/baseline/sources.json has changed"):
        check_data(inputs.out, inputs.facts, None)


def test_a_compile_refuses_a_source_that_shrank_and_leaves_the_data(inputs: Inputs) -> None:
    """Nothing is written."""
    compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    before = inputs.output()
    inputs.write("sdk/ai-sdk-model-ids.json", {})
    with pytest.raises(CompileError, match="AI SDK shrank from 2 to 0 listings"):
        compile_catalog(inputs.sources, inputs.facts, inputs.out)
    assert inputs.output() == before


def test_a_compile_takes_a_smaller_source_once_a_line_accepts_it(inputs: Inputs) -> None:
    """Dated, with a reason."""
    compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    inputs.write("sdk/ai-sdk-model-ids.json", {})
    (inputs.facts / "names" / "accepted.toml").write_text(line(source='"AI SDK"', why='"the package is gone"'))
    assert compile_catalog(inputs.sources, inputs.facts, inputs.out).counts["AI SDK"] == 0


def reprice(inputs: Inputs) -> None:
    """Let models.dev name a tenfold price where nobody else names any."""
    table = inputs.read("models_dev/api-2026-09-30.json.gz")
    assert isinstance(table, dict)
    table["relay"]["models"]["azure/orca-2"]["cost"]["input"] = 22
    inputs.write("models_dev/api-2026-09-30.json.gz", table)


def input_rate(inputs: Inputs) -> Decimal | None:
    """The price that the data has."""
    return Catalog(DirectoryStore(inputs.out)).offerings["relay:azure/orca-2"].price_history[-1].input


def test_a_compile_quarantines_a_tenfold_price_until_a_line_accepts_it(inputs: Inputs) -> None:
    """Not known, rather than wrong by ten."""
    compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    reprice(inputs)
    summary = compile_catalog(inputs.sources, inputs.facts, inputs.out)
    assert "moved tenfold from 2.2" in [one.reason for one in summary.quarantined]
    assert input_rate(inputs) is None
    text = line(offering='"relay:azure/orca-2"', field='"pricing.input"', value="22", why='"looked at"')
    (inputs.facts / "names" / "accepted.toml").write_text(text)
    compile_catalog(inputs.sources, inputs.facts, inputs.out)
    assert input_rate(inputs) == 22


def test_after_a_compile_a_renamed_model_answers_to_its_old_id(inputs: Inputs) -> None:
    """As an alias."""
    name(inputs, "openai/deep-1")
    compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    name(inputs, "openai/deep-one")
    compile_catalog(inputs.sources, inputs.facts, inputs.out)
    assert Catalog(DirectoryStore(inputs.out)).get("openai/deep-1").id == "openai/deep-one"


def test_an_old_id_stays_an_alias_when_the_baseline_is_written_anew(inputs: Inputs) -> None:
    """For ever."""
    name(inputs, "openai/deep-1")
    compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    name(inputs, "openai/deep-one")
    compile_catalog(inputs.sources, inputs.facts, inputs.out, accept=True)
    compile_catalog(inputs.sources, inputs.facts, inputs.out)
    assert Catalog(DirectoryStore(inputs.out)).get("openai/deep-1").id == "openai/deep-one"
