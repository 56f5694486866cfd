"""A whole compile of small sources, and the check that its data is what its inputs make."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from compiling.inputs import FACTS, SOURCES, Compiled, Inputs
from starmap.compiling.running import check_data, compile_catalog
from starmap.errors import CompileError, FactsError, SourceError, UnknownModelError
from starmap.packaged import DirectoryStore
from starmap.registry import Catalog
from starmap.sources.adapters import ADAPTERS

MODELS_DEV = "models_dev/api-2026-09-30.json.gz"
RUN = "run: starmap compile --sources DIR"


def compile_again(inputs: Inputs) -> None:
    """Compile where the output of the last compile may lie."""
    compile_catalog(inputs.sources, inputs.facts, inputs.out)


def flip(path: Path, at: int = -1) -> None:
    """Change one byte of a file."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_every_adapter_has_a_source_among_the_small_ones(compiled: Compiled) -> None:
    """Nobody is left out of what these tests show."""
    assert compiled.summary.counts == {
        "vendor page": 3,
        "models.dev": 11,
        "provider APIs (llm_db)": 2,
        "Mistral docs": 2,
        "vendor SDKs": 6,
        "pi-ai": 1,
        "OpenRouter": 1,
        "LangChain profiles": 1,
        "LiteLLM": 4,
        "genai-prices": 1,
        "model-prices": 1,
        "llm_db": 2,
        "AI SDK": 2,
        "ruby_llm": 1,
    }
    cards_alone = {"models.dev history", "LiteLLM history", "OpenRouter history"}
    assert {adapter.name for adapter in ADAPTERS} - set(compiled.summary.counts) == cards_alone


def test_the_small_sources_hold_facts_only() -> None:
    """No one else's sentences are committed."""
    for path in SOURCES.rglob("*.json"):
        assert '"benchmarks"' not in path.read_text()
        assert set(_texts(json.loads(path.read_text()), "description")) <= {""}


def _texts(value: object, key: str) -> list[str]:
    if isinstance(value, dict):
        own = [str(value[key])] if key in value else []
        return own + [text for part in value.values() for text in _texts(part, key)]
    return [text for part in value for text in _texts(part, key)] if isinstance(value, list) else []


def test_the_summary_counts(compiled: Compiled) -> None:
    """Records, disagreements, and who has no author."""
    summary, catalog = compiled.summary, compiled.catalog
    assert (summary.models, summary.offerings) == (len(catalog.models), len(catalog.offerings)) == (15, 22)
    assert (summary.providers, summary.authors) == (len(catalog.providers), len(catalog.authors)) == (9, 4)
    assert summary.unplaced == ["google-ai-studio:nova-tide-1", "groq:orca-open-20b", "relay:tencent/nobody-knows"]


def test_the_conflicts_are_the_fields_with_a_losing_value(compiled: Compiled) -> None:
    """Counted over models and offerings."""
    entries = [*compiled.catalog.models, *compiled.catalog.offerings]
    losing = [
        field
        for entry in entries
        for field in entry.explain().fields
        if any(not (claim.note or "").startswith("refused") for claim in field.losing)
    ]
    assert 0 < compiled.summary.conflicts <= len(losing)


def test_the_summary_says_what_was_quarantined(compiled: Compiled) -> None:
    """Which claim of whom, and why."""
    assert [
        (one.offering, one.field, str(one.value), one.source, one.reason) for one in compiled.summary.quarantined
    ] == [
        ("anthropic:reef-1-20260101", "pricing.cache_read", "9", "models.dev", "cache read 9 dearer than input 3"),
        (
            "openrouter:openai/orca-2",
            "limits.max_output_tokens",
            "200000",
            "models.dev",
            "the context window put in place of an output limit",
        ),
    ]
    assert compiled.summary.reasons == {"pricing.cache_read": 1, "limits.max_output_tokens": 1}


def test_a_first_compile_adds_and_removes_nothing(compiled: Compiled) -> None:
    """There is nothing to compare with."""
    assert (compiled.summary.added, compiled.summary.removed, compiled.summary.changed) == ([], [], True)


def test_each_step_is_told(compiled: Compiled) -> None:
    """For a progress bar."""
    assert compiled.steps == [*(adapter.name for adapter in ADAPTERS), "curated facts", "merging", "writing"]


def test_what_is_added_and_removed_is_told(built: Inputs) -> None:
    """Against the data that is replaced."""
    table = built.read("litellm/model_prices_and_context_window-1.109.1.json.gz")
    assert isinstance(table, dict)
    table["orca-9"] = table.pop("orca-old")
    built.write("litellm/model_prices_and_context_window-1.109.1.json.gz", table)
    summary = compile_catalog(built.sources, built.facts, built.out)
    assert (summary.added, summary.removed, summary.changed) == (["openai:orca-9"], ["openai:orca-old"], True)


def test_two_compiles_give_the_same_bytes(inputs: Inputs, compiled: Compiled) -> None:
    """Wherever the inputs lie."""
    compile_again(inputs)
    assert inputs.output() == compiled.inputs.output()


def test_compiling_again_changes_nothing(built: Inputs) -> None:
    """And says so."""
    before = built.output()
    assert not compile_catalog(built.sources, built.facts, built.out).changed
    assert built.output() == before


def test_no_unfinished_file_is_left(compiled: Compiled) -> None:
    """Each is written whole and put in its place."""
    assert set(compiled.inputs.output()) == {
        "authors.txt",
        "evidence.txt",
        "manifest.json",
        "models.txt",
        "names.txt",
        "offerings.txt",
        "providers.txt",
        "schema.json",
    }


def test_the_manifest_tells_every_input_and_output(compiled: Compiled) -> None:
    """Hash, date, origin and licence of each source; hashes of curated files and of the data."""
    manifest = json.loads((compiled.inputs.out / "manifest.json").read_bytes())
    listed = json.loads((SOURCES / "MANIFEST.json").read_bytes())["files"]
    assert sorted(source["file"] for source in manifest["sources"]) == [entry["file"] for entry in listed]
    assert all(source["origin"] and source["date"] and source["licence"] for source in manifest["sources"])
    own = [f"facts/{path.relative_to(FACTS).as_posix()}" for path in FACTS.rglob("*.toml")]
    assert sorted(manifest["facts"]) == sorted(own)
    assert set(manifest["output"]) == set(compiled.inputs.output()) - {"manifest.json"}
    assert manifest["date"] == "2026-11-20"


def test_the_check_passes_without_the_sources(compiled: Compiled) -> None:
    """And says that it looked at hashes alone."""
    said = check_data(compiled.inputs.out, compiled.inputs.facts, None)
    assert said == "7 data files and 3 curated files match their hashes (sources not at hand)"


def test_the_check_passes_with_the_sources(compiled: Compiled) -> None:
    """It compiles again."""
    said = check_data(compiled.inputs.out, compiled.inputs.facts, compiled.inputs.sources)
    assert said == "8 data files are what 28 source files and 3 curated files make"


def test_a_changed_source_is_noticed(built: Inputs) -> None:
    """Any of them, by one byte."""
    for path in sorted(built.sources.rglob("*.*")):
        if path.name != "MANIFEST.json":
            flip(path)
            with pytest.raises(CompileError) as caught:
                check_data(built.out, built.facts, built.sources)
            assert str(caught.value) == f"source file {path} has changed since the data was compiled; {RUN}"
            flip(path)
    check_data(built.out, built.facts, built.sources)


def test_a_source_that_is_gone_is_noticed(built: Inputs) -> None:
    """Like a changed one."""
    built.source(MODELS_DEV).unlink()
    with pytest.raises(CompileError, match=f"has changed since the data was compiled; {RUN}"):
        check_data(built.out, built.facts, built.sources)


def test_a_source_redated_in_its_manifest_is_noticed(built: Inputs) -> None:
    """Dates decide between claims."""
    manifest = built.source("MANIFEST.json")
    manifest.write_text(manifest.read_text().replace('"date": "2026-09-30"', '"date": "2026-09-29"'))
    with pytest.raises(CompileError) as caught:
        check_data(built.out, built.facts, built.sources)
    assert RUN in str(caught.value)


@pytest.mark.parametrize("name", ["openai.toml", "names/providers.toml", "names/authors.toml"])
@pytest.mark.parametrize("with_sources", [True, False])
def test_a_changed_curated_file_is_noticed(built: Inputs, name: str, with_sources: bool) -> None:
    """With the sources at hand or without."""
    flip(built.facts / name)
    with pytest.raises(CompileError) as caught:
        check_data(built.out, built.facts, built.sources if with_sources else None)
    assert str(caught.value) == f"facts/{name} has changed since the data was compiled; {RUN}"


def test_a_new_curated_file_is_noticed(built: Inputs) -> None:
    """Its facts are not in the data."""
    (built.facts / "xai.toml").write_text('provider = "xai"\n')
    with pytest.raises(CompileError, match=r"^facts/xai.toml has changed"):
        check_data(built.out, built.facts, None)


@pytest.mark.parametrize(
    "name", ["authors.txt", "evidence.txt", "models.txt", "names.txt", "offerings.txt", "providers.txt", "schema.json"]
)
def test_a_changed_data_file_is_noticed(built: Inputs, name: str) -> None:
    """Without the sources."""
    flip(built.out / name, 100)
    with pytest.raises(CompileError) as caught:
        check_data(built.out, built.facts, None)
    assert str(caught.value) == f"{built.out / name} is not what the compile wrote; never edit the data; {RUN}"


def test_a_data_file_that_is_gone_is_noticed(built: Inputs) -> None:
    """Like a changed one."""
    (built.out / "names.txt").unlink()
    with pytest.raises(CompileError, match=r"names.txt is not what the compile wrote"):
        check_data(built.out, built.facts, None)


def test_a_changed_manifest_is_noticed_with_the_sources(built: Inputs) -> None:
    """A licence is a fact too."""
    manifest = built.out / "manifest.json"
    manifest.write_text(manifest.read_text().replace("MIT", "MIX", 1))
    with pytest.raises(CompileError) as caught:
        check_data(built.out, built.facts, built.sources)
    assert str(caught.value).startswith(f"{manifest} ")
    assert str(caught.value).endswith(RUN)


@pytest.mark.parametrize("word", ["MIT", "2026-09-30", "sha256"])
def test_a_changed_manifest_is_noticed_without_the_sources(built: Inputs, word: str) -> None:
    """One byte of the output."""
    manifest = built.out / "manifest.json"
    manifest.write_text(manifest.read_text().replace(word, f"{word[:-1]}9", 1))
    with pytest.raises(CompileError):
        check_data(built.out, built.facts, None)


def test_a_manifest_that_cannot_be_read_says_what_to_run(inputs: Inputs) -> None:
    """Gone or broken."""
    with pytest.raises(CompileError, match=f"manifest.json cannot be read .*{RUN}"):
        check_data(inputs.out, inputs.facts, None)
    compile_again(inputs)
    (inputs.out / "manifest.json").write_text("{")
    with pytest.raises(CompileError, match=f"manifest.json cannot be read .*{RUN}"):
        check_data(inputs.out, inputs.facts, None)


@pytest.mark.parametrize("text", ["{}", "[]"])
def test_a_manifest_of_another_shape_says_what_to_run(built: Inputs, text: str) -> None:
    """JSON, but not ours."""
    (built.out / "manifest.json").write_text(text)
    with pytest.raises(CompileError):
        check_data(built.out, built.facts, None)


def test_the_check_writes_nothing(built: Inputs) -> None:
    """Stale or not."""
    built.add_fact("\n# a remark\n")
    before = built.output()
    with pytest.raises(CompileError):
        check_data(built.out, built.facts, built.sources)
    assert built.output() == before


def truncate(path: Path) -> None:
    """Cut a file short."""
    path.write_bytes(path.read_bytes()[:-20])


def rot(path: Path) -> None:
    """Break a file in the middle."""
    data = bytearray(path.read_bytes())
    for at in range(30, 50):
        data[at] ^= 0xFF
    path.write_bytes(data)


def misspell(path: Path) -> None:
    """Put a field that nobody knows into a record."""
    path.write_text(path.read_text().replace('"version"', '"versoin"', 1))


def swap(path: Path) -> None:
    """Put JSON of another shape in the file's place."""
    path.write_text("[1, 2]")


BROKEN: list[tuple[str, Callable[[Path], object], str]] = [
    (MODELS_DEV, truncate, "broken gzip"),
    (MODELS_DEV, rot, "broken gzip"),
    (MODELS_DEV, lambda path: path.write_bytes(b"no gzip"), "broken gzip"),
    (MODELS_DEV, lambda path: path.write_bytes(gzip.compress(b'{"openai": ')), "Invalid JSON"),
    (MODELS_DEV, lambda path: path.write_bytes(b""), "Invalid JSON"),
    (MODELS_DEV, Path.unlink, "cannot be read: No such file"),
    ("sdk/openai.json", truncate, "Invalid JSON"),
    ("sdk/openai.json", swap, "should be an object"),
    ("sdk/openai.json", misspell, "version: Field required"),
    ("sdk/openai.json", lambda path: path.write_bytes(b'{"package": "\xff"}'), "Invalid JSON"),
    ("litellm_retired.json", swap, "should be an object"),
    ("mistral_docs/models.json", swap, "should be an object"),
    ("genai_prices/data-0.2.3.json", swap, "should be an object"),
    ("model_prices/snapshot.json", swap, "should be an object"),
    ("llm_db/remote/xai.json", swap, "should be an object"),
    ("llm_db/local_overlays.json", swap, "should be an object"),
    ("langchain_profiles/langchain-openai.json", swap, "should be an object"),
    ("pi_ai/openai.json", swap, "should be an object"),
    ("ruby_llm/aliases.json", swap, "should be an object"),
    ("sdk/ai-sdk-model-ids.json", swap, "should be an object"),
    ("MANIFEST.json", truncate, "Invalid JSON"),
    ("MANIFEST.json", swap, "should be an object"),
]


@pytest.mark.parametrize(("name", "damage", "cause"), BROKEN)
def test_a_broken_source_is_named_with_the_cause_and_the_data_stays(
    built: Inputs, name: str, damage: Callable[[Path], object], cause: str
) -> None:
    """Nothing is written before everything is read."""
    before = built.output()
    damage(built.source(name))
    with pytest.raises(SourceError) as caught:
        compile_again(built)
    assert str(caught.value).startswith(f"source file {name}")
    assert cause in str(caught.value)
    assert built.output() == before


def test_a_new_upstream_field_is_noticed(inputs: Inputs) -> None:
    """With its place in the file."""
    sdk = inputs.read("sdk/groq.json")
    assert isinstance(sdk, dict)
    inputs.write("sdk/groq.json", sdk | {"image_create_params": []})
    with pytest.raises(SourceError) as caught:
        compile_again(inputs)
    assert str(caught.value).startswith("source file sdk/groq.json at image_create_params: new upstream field; ")
    assert inputs.output() == {}


def test_a_source_that_the_manifest_does_not_list_is_missed(inputs: Inputs) -> None:
    """By the pattern that finds none."""
    manifest = inputs.source("MANIFEST.json")
    listed = json.loads(manifest.read_bytes())
    listed["files"] = [entry for entry in listed["files"] if not entry["file"].startswith("pi_ai/")]
    manifest.write_text(json.dumps(listed))
    with pytest.raises(SourceError) as caught:
        compile_again(inputs)
    assert str(caught.value) == "source file pi_ai/*.json: MANIFEST.json lists no such file"


@pytest.mark.parametrize("put", [lambda path: None, lambda path: path.write_text("")], ids=["missing", "a file"])
def test_a_directory_that_is_none_says_what_to_pass(inputs: Inputs, put: Callable[[Path], object]) -> None:
    """Missing, or a file."""
    shutil.rmtree(inputs.sources)
    put(inputs.sources)
    with pytest.raises(SourceError) as caught:
        compile_again(inputs)
    assert str(caught.value) == (
        f"source file {inputs.sources}: no such directory; pass --sources a directory that holds MANIFEST.json"
    )
    assert not inputs.out.exists()


def test_a_directory_without_manifest_is_refused(inputs: Inputs) -> None:
    """It says the date of every file."""
    inputs.source("MANIFEST.json").unlink()
    with pytest.raises(SourceError, match=r"MANIFEST.json: missing; it says the date, origin and licence"):
        compile_again(inputs)


def test_a_date_of_the_manifest_that_is_none_is_named(inputs: Inputs) -> None:
    """Dates decide between claims."""
    manifest = inputs.source("MANIFEST.json")
    manifest.write_text(manifest.read_text().replace('"2026-09-30"', '"30.9.2026"'))
    with pytest.raises(SourceError):
        compile_again(inputs)


def test_facts_without_tables_of_names_say_what_to_pass(inputs: Inputs) -> None:
    """The compile needs them."""
    (inputs.facts / "names" / "authors.toml").unlink()
    with pytest.raises(CompileError, match=r"authors.toml is missing; pass --facts a directory like"):
        compile_again(inputs)


def test_a_fact_about_an_unknown_id_is_a_fault(built: Inputs) -> None:
    """Mostly a typing mistake; the data stays."""
    before = built.output()
    built.add_fact('\n[[facts]]\npage = "models"\nids = ["orca-22"]\nopen_weights = true\n')
    with pytest.raises(FactsError) as caught:
        compile_again(built)
    lines = (built.facts / "openai.toml").read_text().splitlines()
    assert str(caught.value) == (
        f"facts/openai.toml:{len(lines) - 3}: no source has 'orca-22' at openai; "
        "if the vendor's page does, add: new = true"
    )
    assert built.output() == before


def test_a_fact_about_a_new_id_brings_it_in(inputs: Inputs) -> None:
    """With ``new = true``."""
    inputs.add_fact('\n[[facts]]\npage = "models"\nids = ["orca-22"]\nnew = true\nopen_weights = true\n')
    compile_again(inputs)
    assert b"\nopenai:orca-22\t" in inputs.output()["offerings.txt"]


def test_a_fact_may_spell_an_id_in_another_case(inputs: Inputs) -> None:
    """The first source's spelling stands."""
    inputs.add_fact('\n[[facts]]\npage = "models"\nids = ["ORCA-2"]\nfamily = "orcas"\n')
    compile_again(inputs)
    assert b"\nopenai:ORCA-2\t" not in inputs.output()["offerings.txt"]


def test_an_authors_fact_about_an_unknown_model_is_a_fault(inputs: Inputs) -> None:
    """Without ``new = true`` it is a typing mistake there too."""
    page = '[pages.p]\nurl = "https://openai.example"\ndate = 2026-09-01\n'
    text = f'author = "openai"\n{page}[[facts]]\npage = "p"\nids = ["orka-2"]\nopen_weights = true\n'
    (inputs.facts / "openai-author.toml").write_text(text)
    with pytest.raises(FactsError):
        compile_again(inputs)


def test_the_winner_and_the_losers_are_told(compiled: Compiled) -> None:
    """Who claims what, when and where, best first."""
    (told,) = compiled.catalog.explain("openai:orca-2", "limits.context_window").fields
    assert told.winner is not None
    assert (told.value, told.winner.source, told.winner.date, told.winner.url) == (
        190_000,
        "vendor page",
        "2026-09-01",
        "https://openai.example/docs/models",
    )
    assert [(claim.value, claim.source) for claim in told.losing] == [
        (195_000, "secondary page"),
        (200_000, "models.dev"),
        (128_000, "LiteLLM"),
        (200_000, "pi-ai"),
        (200_000, "llm_db"),
    ]


def test_those_who_agree_are_named(compiled: Compiled) -> None:
    """Sources of the same value."""
    (told,) = compiled.catalog.explain("openai:orca-2", "limits.max_output_tokens").fields
    assert (told.value, told.agreeing) == (32_000, ("LangChain profiles", "LiteLLM", "pi-ai"))


def test_a_refused_claim_is_told_with_the_reason(compiled: Compiled) -> None:
    """Behind the one that won in its place."""
    (told,) = compiled.catalog.explain("openrouter:openai/orca-2", "limits.max_output_tokens").fields
    assert [(claim.value, claim.source, claim.note) for claim in told.losing] == [
        (200_000, "models.dev", "refused: the context window put in place of an output limit")
    ]
    assert told.value == 32_000


def test_a_refused_claim_is_told_though_nobody_else_speaks(compiled: Compiled) -> None:
    """Everything is kept as a claim."""
    (told,) = compiled.catalog.explain("anthropic:reef-1-20260101", "pricing.cache_read").fields
    assert (told.value, [claim.value for claim in told.losing]) == (None, ["9"])


def test_a_later_dated_card_beats_the_vendors_page(compiled: Compiled) -> None:
    """The page was read a month before the card began; its price is kept."""
    (told,) = compiled.catalog.explain("openai:orca-2", "pricing.input").fields
    assert (told.value, told.losing[0].value, told.losing[0].source) == ("1.5", "2", "vendor page")
    card = compiled.catalog.offerings["openai:orca-2"].price_history[-1]
    assert (card.input, card.output, str(card.valid_from)) == (Decimal("1.5"), Decimal(6), "2026-10-01")


def days_of(catalog: Catalog, key: str) -> list[tuple[str, str | None, str, str | None]]:
    """First day, last day, prompt rate and basis of every card of an offering."""
    return [
        (str(card.valid_from), None if card.valid_until is None else str(card.valid_until), str(card.input), card.basis)
        for card in catalog.offerings[key].price_history
    ]


def test_an_offering_has_its_cards_of_all_sources(compiled: Compiled) -> None:
    """Each from the first day that somebody knows, until the next one begins."""
    assert days_of(compiled.catalog, "openai:orca-2") == [
        ("2026-03-04", "2026-10-01", "2", "commit (model-prices)"),
        ("2026-10-01", None, "1.5", "documented (genai-prices)"),
    ]
    assert days_of(compiled.catalog, "openrouter:openai/orca-2") == [
        ("2026-04-01", "2026-09-02", "4", "first observed (OpenRouter history)"),
        ("2026-09-02", None, "2", "first observed (OpenRouter history)"),
    ]


def test_a_models_cards_are_those_of_its_home(compiled: Compiled) -> None:
    """The whole history of the one offering that it takes its prices from."""
    catalog = compiled.catalog
    assert catalog.models["openai/orca-2"].price_history == catalog.offerings["openai:orca-2"].price_history


def test_the_first_day_of_a_card_is_explained(compiled: Compiled) -> None:
    """By the card itself, not by a claim."""
    (told,) = compiled.catalog.explain("openai:orca-2", "pricing.valid_from").fields
    assert told.winner is not None
    assert (told.value, told.winner.source, told.winner.note) == ("2026-10-01", "genai-prices", "documented")
    assert told.winner.url == "https://openai.example/pricing"


def dated(begins: str, rate: str, until: str = "", ids: str = "orca-2") -> str:
    """A curated card."""
    end = f"until = {until}\n" if until else ""
    return f'\n[[cards]]\npage = "models"\nids = ["{ids}"]\nfrom = {begins}\n{end}input = {rate}\noutput = 9\n'


def test_curated_cards_stand_on_their_days(inputs: Inputs) -> None:
    """What follows one within a month begins at its end, and nothing stale comes back."""
    inputs.add_fact(dated("2026-01-15", "3", "2026-02-01") + dated("2026-05-01", "2.5", "2026-06-01"))
    inputs.add_fact(dated("2027-01-01", "7"))
    compile_again(inputs)
    assert days_of(Catalog(DirectoryStore(inputs.out)), "openai:orca-2") == [
        ("2026-01-15", "2026-02-01", "3", "documented (vendor page)"),
        ("2026-02-01", "2026-05-01", "2", "documented (vendor page)"),
        ("2026-05-01", "2026-06-01", "2.5", "documented (vendor page)"),
        ("2026-10-01", "2027-01-01", "1.5", "documented (genai-prices)"),
        ("2027-01-01", None, "7", "documented (vendor page)"),
    ]


def test_a_curated_card_of_an_unknown_id_stops_the_compile(built: Inputs) -> None:
    """A card brings no offering in: it would have prices of the past alone."""
    before = built.output()
    built.add_fact(dated("2026-01-15", "3", ids="orca-22"))
    with pytest.raises(FactsError, match=r"^facts/openai.toml:\d+: no source has 'orca-22' at openai"):
        compile_again(built)
    assert built.output() == before


def test_every_claim_of_every_source_can_be_found(compiled: Compiled) -> None:
    """Each source that speaks of an offering is in its evidence."""
    names: set[str] = set()
    for field in compiled.catalog.explain("openai:orca-2").fields:
        names |= {*field.agreeing, *(claim.source for claim in field.losing)}
        names |= {field.winner.source} if field.winner else set()
    assert names == {
        "AI SDK",
        "LangChain profiles",
        "LiteLLM",
        "genai-prices",
        "llm_db",
        "model-prices",
        "models.dev",
        "pi-ai",
        "secondary page",
        "vendor SDKs",
        "vendor page",
    }


def test_what_a_model_took_from_its_home_is_told_as_there(compiled: Compiled) -> None:
    """The evidence is the offering's."""
    own, home = (
        compiled.catalog.explain(ref, "limits.context_window").fields for ref in ("openai/orca-2", "openai:orca-2")
    )
    assert own == home


def test_what_an_offering_was_lent_is_told_as_at_its_model(compiled: Compiled) -> None:
    """A licence is the same wherever the model is served."""
    (told,) = compiled.catalog.explain("relay:azure/orca-2", "license").fields
    assert (told.value, told.winner and told.winner.source) == ("proprietary", "secondary page")


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("openai:orca-2", "active"),
        ("openai:orca-1", "retired"),
        ("openai:orca-0", None),
        ("openai:orca-old", None),
        ("openai:orca-3-preview", "preview"),
        ("mistral:breeze-2501", "retired"),
        ("anthropic:reef-0", "retired"),
    ],
)
def test_the_status_of_an_entry_is_honest(compiled: Compiled, key: str, status: str | None) -> None:
    """Listed, deprecated and gone, gone alone, only at LiteLLM, curated, documented, at its end."""
    told = compiled.catalog.offerings[key].lifecycle.status_on(date(2026, 11, 22))
    assert (None if told is None else str(told)) == status


def test_what_the_vendors_documentation_calls_available_is_active(compiled: Compiled) -> None:
    """No list of others needs to have it."""
    assert str(compiled.catalog.offerings["mistral:breeze-2603"].lifecycle.stage) == "active"


def test_retired_entries_keep_their_last_facts(compiled: Compiled) -> None:
    """Old usage must stay priceable."""
    gone = compiled.catalog.offerings["openai:orca-1"]
    assert (gone.context_window, gone.price_history[-1].input) == (64_000, Decimal(4))
    assert gone.lifecycle.replacement == "openai:orca-2"


def test_offerings_are_told_from_models(compiled: Compiled) -> None:
    """Every id that an API takes is an offering; variants and hosts join the model."""
    assert compiled.catalog.models["openai/orca-2"].offering_ids == (
        "openai:orca-2",
        "openrouter:openai/orca-2",
        "openrouter:openai/orca-2:free",
        "relay:azure/orca-2",
    )
    assert compiled.catalog.models["anthropic/reef-1-20260101"].offering_ids == (
        "anthropic:reef-1-20260101",
        "google-vertex:reef-1@20260101",
    )


def test_a_models_facts_are_its_homes_and_not_a_vote(compiled: Compiled) -> None:
    """The provider's own API comes before the other lists."""
    assert compiled.catalog.models["anthropic/reef-1-20260101"].context_window == 90_000
    assert compiled.catalog.offerings["google-vertex:reef-1@20260101"].context_window == 100_000


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("openrouter:openai/orca-2-20260304", "openrouter:openai/orca-2"),
        ("xai:comet-1", "xai:comet-1-0309"),
    ],
)
def test_another_name_leads_to_the_entry(compiled: Compiled, name: str, entry: str) -> None:
    """As the provider itself has it."""
    assert compiled.catalog.resolve(name).entry.id == entry


@pytest.mark.parametrize("name", ["openai:orca-two", "openai:the-orca", "openai:orca-rb"])
def test_a_name_that_only_others_give_leads_nowhere(compiled: Compiled, name: str) -> None:
    """Other catalogs join dated and undated ids, and models of one price, under one name."""
    with pytest.raises(UnknownModelError):
        compiled.catalog.resolve(name)


@pytest.mark.parametrize(
    ("key", "target"), [("mistral:breeze-latest", "mistral:breeze-2603"), ("xai:comet-latest", "xai:comet-1-0309")]
)
def test_a_moving_name_is_an_offering_that_says_what_it_serves(compiled: Compiled, key: str, target: str) -> None:
    """Nothing follows it by itself."""
    moving = compiled.catalog.offerings[key]
    assert (moving.id, moving.alias_of) == (key, target)


def test_a_providers_alias_leads_to_it(compiled: Compiled) -> None:
    """From the table."""
    assert compiled.catalog.get("google:nova-tide-1").id == "google-ai-studio:nova-tide-1"


def test_a_provider_holds_what_the_table_and_the_sources_say(compiled: Compiled) -> None:
    """The table first."""
    provider = compiled.catalog.providers["openai"]
    assert (provider.name, provider.env, provider.api) == ("OpenAI", ("OPENAI_API_KEY",), "openai")
    assert provider.documentation_url == "https://openai.example/docs"
    assert compiled.catalog.providers["relay"].name == "Relay"


def test_the_data_knows_its_age(compiled: Compiled) -> None:
    """The newest date of any input."""
    assert str(compiled.catalog.data_date) == "2026-11-20"
