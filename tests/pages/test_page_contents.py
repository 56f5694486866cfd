"""What pages say: each kind of page on small catalogs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from factories import make_author, make_card, make_model, make_offering, make_pricing, make_provider
from shelves import make_catalog
from starmap import (
    Capabilities,
    Catalog,
    Kind,
    Lifecycle,
    Limits,
    Modalities,
    Modality,
    Offering,
    Parameter,
    ParameterName,
    Status,
)
from starmap.pages.authors import author_page, authors_index
from starmap.pages.blocks import (
    NOT_KNOWN,
    Answer,
    Cell,
    Chart,
    Code,
    Facts,
    Figure,
    Items,
    Link,
    Listing,
    Page,
    Paragraph,
    Stage,
    Table,
)
from starmap.pages.comparison import comparison_page, current
from starmap.pages.contents import Contents
from starmap.pages.entries import history, sentence, story
from starmap.pages.families import by_family
from starmap.pages.home import home_page
from starmap.pages.models import model_page
from starmap.pages.offerings import offering_page
from starmap.pages.providers import provider_page, providers_index

DAY = date(2026, 11, 20)
ACTIVE = Lifecycle(stage=Status.ACTIVE)


def contents_of(
    offerings: Sequence[dict[str, Any]] = ({},), model: dict[str, Any] | None = None, others: Any = None
) -> Contents:
    """One model of Acme, its offerings, and others where a test gives their slugs and facts."""
    made = [make_offering(model_ref="acme/rocket-1", author_id="acme", **facts) for facts in offerings]
    ids = tuple(offering.id for offering in made)
    models = [make_model(offering_ids=ids, **(model or {}))]
    models += [make_model(id=f"acme/{slug}", **facts) for slug, facts in (others or {}).items()]
    providers = [make_provider(id=key, name=key.title()) for key in sorted({one.provider_id for one in made})]
    return Contents(catalog_of(models, made, providers), DAY)


def catalog_of(models: Sequence[Any], offerings: Sequence[Offering], providers: Sequence[Any]) -> Catalog:
    """The catalog of these, whose author serves through Acme Cloud."""
    return make_catalog(models, offerings, [make_author(home_providers=("acme-cloud",))], providers)


def the_model(contents: Contents) -> Page:
    """The page of the model."""
    return model_page(contents.models["acme/rocket-1"], contents)


def the_offering(contents: Contents, key: str = "acme-cloud:rocket-1") -> Page:
    """The page of an offering."""
    return offering_page(contents.offerings[key], contents)


def blocks(page: Page, title: str) -> Sequence[object]:
    """The blocks of the section of that title."""
    return next(section.blocks for section in page.sections if section.title == title)


def table(page: Page, title: str) -> Sequence[Sequence[Cell]]:
    """The rows of the table in a section."""
    return next(block.rows for block in blocks(page, title) if isinstance(block, Table))


def fact(page: Page, title: str, label: str) -> Cell:
    """A value of the facts in a section."""
    found = [
        dict(block.rows)[label]
        for block in blocks(page, title)
        if isinstance(block, Facts) and label in dict(block.rows)
    ]
    return found[0]


@pytest.mark.parametrize(
    ("own", "models", "note"),
    [(1_000, 2_000, "Custom context"), (None, 2_000, ""), (1_000, None, ""), (2_000, 2_000, ""), (None, None, "")],
    ids=["differs", "not known here", "not known of the model", "the same", "not known at all"],
)
def test_custom_context_is_said_only_where_both_windows_are_known(
    own: int | None, models: int | None, note: str
) -> None:
    """What is not known differs from nothing."""
    contents = contents_of([{"limits": Limits(context_window=own)}], {"limits": Limits(context_window=models)})
    assert table(the_model(contents), "Provider availability")[0][-1] == note


def test_notes_tell_a_moving_name_and_a_coming_retirement() -> None:
    """A retirement that came is told by the status."""
    facts = {"alias_of": "acme-cloud:rocket-1-0301", "lifecycle": Lifecycle(retires_on=date(2026, 12, 1))}
    gone = {"provider_id": "zeppelin", "lifecycle": Lifecycle(retires_on=date(2026, 11, 20))}
    rows = table(the_model(contents_of([facts, gone])), "Provider availability")
    assert [row[-1] for row in rows] == ["Moving name, Retires 2026-12-01", ""]
    assert [row[-2] for row in rows] == [NOT_KNOWN, Stage("retired")]


def test_a_model_that_nobody_offers_says_so() -> None:
    """Instead of an empty table."""
    contents = contents_of(others={"lonely": {}})
    page = model_page(contents.models["acme/lonely"], contents)
    assert blocks(page, "Provider availability") == [Paragraph("No provider is known to offer it.")]


def test_other_models_are_the_newest_five_and_a_count() -> None:
    """Each a link; those without a date come last."""
    more = {f"m{number}": {"release_date": date(2026, 1, number)} for number in range(1, 8)}
    (items,) = blocks(the_model(contents_of(others={**more, "undated": {}})), "Other models by this author")
    assert isinstance(items, Items)
    assert [cell.text for cell in items.items if isinstance(cell, Link)] == ["m7", "m6", "m5", "m4", "m3", "and 3 more"]


def test_limits_stand_in_short_and_in_full() -> None:
    """Unknown ones as a dash, whether output shares the window as an answer."""
    contents = contents_of(model={"limits": Limits(context_window=131_072, output_shares_context=False)})
    page = the_model(contents)
    window = fact(page, "Technical specifications", "Context window")
    assert window == (Figure("128k tokens", "131,072 tokens"), " (131,072)")
    assert fact(page, "Technical specifications", "Max output") is NOT_KNOWN
    assert fact(page, "Technical specifications", "Output counts in the window") == Answer(False)


def test_capabilities_stand_under_their_answers() -> None:
    """Yes, no and not known; an answer that nothing has is left out."""
    contents = contents_of(model={"capabilities": Capabilities(tools=True, batch=False)})
    facts = next(
        b for b in blocks(the_model(contents), "Capabilities") if isinstance(b, Facts) and b.title == "Capabilities"
    )
    rows = dict(facts.rows)
    assert rows[Answer(True)] == (Code("tools"),)
    assert rows[Answer(False)] == (Code("batch"),)
    assert Code("streaming") in rows[Answer(None)]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "a model by Acme"),
        (
            {"kind": Kind.EMBEDDING, "release_date": date(2026, 1, 2)},
            "an embedding model by Acme, released on 2026-01-02",
        ),
        ({"release_date": date(2026, 12, 2)}, "a model by Acme, to be released on 2026-12-02"),
        ({"lifecycle": Lifecycle(retires_on=date(2026, 11, 20))}, "a model by Acme, retired since 2026-11-20"),
        ({"lifecycle": Lifecycle(stage=Status.RETIRED)}, "a model by Acme, retired"),
        ({"lifecycle": Lifecycle(retires_on=date(2026, 11, 21))}, "a model by Acme, to be retired on 2026-11-21"),
        ({"lifecycle": Lifecycle(stage=Status.PREVIEW)}, "a model by Acme, in preview"),
        ({"author_id": None}, "a model by an author who is not known"),
    ],
)
def test_the_first_sentence_is_made_of_facts(facts: dict[str, Any], said: str) -> None:
    """And of those alone that are known on the day."""
    assert sentence(make_model(**facts), contents_of()) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ""),
        ({"limits": Limits(context_window=8_192)}, "It has a context window of 8k tokens."),
        ({"limits": Limits(max_output_tokens=4_096)}, "It gives answers of up to 4k tokens."),
        (
            {
                "modalities": Modalities(
                    input=frozenset({Modality.TEXT, Modality.IMAGE}), output=frozenset({Modality.TEXT})
                )
            },
            "It takes text and image and gives text.",
        ),
        (
            {
                "modalities": Modalities(input=frozenset({Modality.TEXT}), output=frozenset()),
                "limits": Limits(context_window=200_000, max_output_tokens=8_192),
            },
            "It takes text and gives nothing, with a context window of 200k tokens and answers of up to 8k tokens.",
        ),
    ],
    ids=["nothing known", "window", "output", "modalities", "all"],
)
def test_the_second_sentence_tells_sizes(facts: dict[str, Any], said: str) -> None:
    """Where any is known."""
    assert story(make_model(**facts)) == said


def test_one_card_is_no_history() -> None:
    """It stands under the prices."""
    contents = contents_of()
    assert history(make_offering(price_history=(make_card("1"),)), contents) is None


def test_a_history_tells_each_card_and_is_drawn() -> None:
    """When it began and ended, what changed, and how that is known."""
    cards = (make_card("2", date(2026, 1, 1)), make_card("1", date(2026, 6, 1)))
    section = history(make_offering(price_history=cards), contents_of())
    assert section is not None
    chart = next(block for block in section.blocks if isinstance(block, Chart))
    assert (chart.days, chart.until) == (["2026-01-01", "2026-06-01"], "2026-11-20")
    assert chart.series == [("input", ["2", "1"])]
    rows = next(block.rows for block in section.blocks if isinstance(block, Table))
    assert [[getattr(cell, "date", cell) for cell in row[:4]] for row in rows] == [
        ["2026-01-01", "2026-06-01", "$2.00", "the first known"],
        ["2026-06-01", "in force", "$1.00", "input"],
    ]


def test_a_history_of_another_currency_is_not_drawn() -> None:
    """The scale of the chart is dollars."""
    cards = tuple(make_pricing(input="1", currency="CNY", valid_from=date(2026, month, 1)) for month in (1, 2))
    section = history(make_offering(price_history=cards), contents_of())
    assert section is not None
    assert not [block for block in section.blocks if isinstance(block, Chart)]


@pytest.mark.parametrize(
    ("cards", "life", "said"),
    [
        ((), Lifecycle(), "No price is known."),
        ((make_card("1", date(2026, 12, 1)),), Lifecycle(), "No rate card is known to hold on this day."),
        ((make_card("1"),), ACTIVE, "The prices in force. Tokens are priced per million, anything else by the piece."),
        (
            (make_card("1"),),
            Lifecycle(retires_on=date(2026, 1, 1)),
            "The last prices before it was retired. Tokens are priced per million, anything else by the piece.",
        ),
    ],
    ids=["none", "announced", "in force", "retired"],
)
def test_the_prices_say_what_they_are(cards: tuple[Any, ...], life: Lifecycle, said: str) -> None:
    """In force, the last, or not known."""
    page = the_offering(contents_of([{"price_history": cards, "lifecycle": life}]))
    assert blocks(page, "Pricing")[0] == Paragraph(said)


def test_examples_are_exact_and_fit_the_window() -> None:
    """A request that is too long is none."""
    facts = {
        "price_history": (make_pricing(input="3", output="15"),),
        "limits": Limits(context_window=50_000),
    }
    tables = [b for b in blocks(the_offering(contents_of([facts])), "Pricing") if isinstance(b, Table)]
    assert tables[-1].rows == [["1,000", "500", "$0.0105"], ["10,000", "1,000", "$0.045"]]


def test_no_example_where_a_rate_is_not_known() -> None:
    """A half is no cost."""
    page = the_offering(contents_of([{"price_history": (make_pricing(input="3"),)}]))
    assert [b.title for b in blocks(page, "Pricing") if isinstance(b, Table)] == ["Rate card"]


def test_ranges_of_parameters_stand_where_they_are_published() -> None:
    """One that is only accepted has none, and none is invented."""
    parameters = {
        ParameterName.TEMPERATURE: Parameter(accepted=True, min=Decimal(0), max=Decimal(2)),
        ParameterName.TOP_P: Parameter(accepted=True),
    }
    page = the_offering(contents_of([{"parameters": parameters}]))
    assert table(page, "Request parameters") == [[Code("temperature"), "0", "2", NOT_KNOWN]]


def test_a_replacement_without_a_page_is_no_link() -> None:
    """One with a page is."""
    there = {"provider_id": "zeppelin", "lifecycle": Lifecycle(replacement="acme-cloud:rocket-1")}
    contents = contents_of([{"lifecycle": Lifecycle(replacement="acme-cloud:rocket-9")}, there])
    assert fact(the_offering(contents), "Lifecycle", "Replacement") == Code("acme-cloud:rocket-9")
    assert isinstance(fact(the_offering(contents, "zeppelin:rocket-1"), "Lifecycle", "Replacement"), Link)


def test_retiring_soon_is_within_ninety_days() -> None:
    """After the day, up to the last of the ninety, the next first."""
    days = {
        "past": date(2026, 11, 20),
        "last": date(2027, 2, 18),
        "next": date(2026, 11, 21),
        "later": date(2027, 2, 19),
    }
    more = {slug: {"lifecycle": Lifecycle(retires_on=day)} for slug, day in days.items()}
    rows = table(home_page(contents_of(others=more)), "Retiring soon")
    assert [cell.text for row in rows if isinstance(cell := row[0], Link)] == ["next", "last"]


def test_the_index_counts_what_is_there() -> None:
    """Models, retired ones, offerings with a price."""
    contents = contents_of([{"price_history": (make_card("0"),)}, {"provider_id": "zeppelin"}])
    page = home_page(contents)
    assert fact(page, "Figures", "Models") == "1"
    assert fact(page, "Figures", "Offerings with a known price") == "1 (50%)"


@pytest.mark.parametrize(
    ("facts", "there"),
    [
        ({}, True),
        ({"lifecycle": Lifecycle(stage=Status.DEPRECATED)}, False),
        ({"lifecycle": Lifecycle()}, False),
        ({"price_history": ()}, False),
        ({"kind": Kind.EMBEDDING}, False),
        ({"alias_of": "acme-cloud:rocket-1-0301"}, False),
        ({"offering_ids": ()}, False),
    ],
    ids=["as it is", "deprecated", "status not known", "unpriced", "embedding", "moving name", "nobody's"],
)
def test_the_comparison_takes_current_chat_models_at_home(facts: dict[str, Any], there: bool) -> None:
    """Priced, active or in preview, and served by their author."""
    model = {"kind": Kind.CHAT, "lifecycle": ACTIVE, "price_history": (make_card("1"),)}
    offering = make_offering(model_ref="acme/rocket-1", author_id="acme")
    made = make_model(**{"offering_ids": (offering.id,), **model, **facts})
    contents = Contents(catalog_of([made], [offering], [make_provider()]), DAY)
    assert [one.id for one in current(contents)] == (["acme/rocket-1"] if there else [])
    assert comparison_page(contents).sections


def test_a_provider_counts_free_offerings_only_where_both_rates_are_zero() -> None:
    """A price that is not known is not free."""
    cards = [make_pricing(input="0", output="0"), make_pricing(input="0"), make_pricing(input="1", output="0")]
    offerings = [{"model_id": f"m{n}", "price_history": (card,)} for n, card in enumerate(cards)]
    (row,) = table(providers_index(contents_of(offerings)), "Comparison")
    assert row[1:5] == ["3", "3", "3", "1"]


def test_only_names_of_variables_are_exported() -> None:
    """What is none is not put into a shell."""
    provider = make_provider(env=("ACME_KEY", "$(rm -rf)"))
    contents = Contents(catalog_of([make_model()], [make_offering()], [provider]), DAY)
    listing = next(b for b in blocks(provider_page(provider, contents), "Access") if isinstance(b, Listing))
    assert listing.text == 'export ACME_KEY="..."'


def test_authors_are_listed_by_how_much_they_made() -> None:
    """With the providers through which they serve it themselves."""
    contents = contents_of()
    (row,) = table(authors_index(contents), "Overview")
    assert row[1:3] == ["1", "0"]
    assert row[3] == (Link("Acme-Cloud", "providers/acme-cloud/README"),)


def test_an_author_page_counts_where_its_models_are() -> None:
    """The most first."""
    contents = contents_of([{}, {"model_id": "rocket-1b"}, {"provider_id": "zeppelin"}])
    rows = table(author_page(contents.authors["acme"], contents), "Where available")
    assert [row[1] for row in rows] == ["2", "1"]


def test_families_of_one_stand_together() -> None:
    """After the named ones; the newest first."""
    models = [
        make_model(id=f"acme/{key}", family=family) for key, family in (("a", "x"), ("b", "x"), ("c", "y"), ("d", None))
    ]
    assert [(family, [m.id for m in found]) for family, found in by_family(models)] == [
        ("x", ["acme/a", "acme/b"]),
        ("", ["acme/c", "acme/d"]),
    ]
