"""Curated facts: what a file says, and every fault named with file and line."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from starmap.errors import FactsError
from starmap.fields import shape_of
from starmap.sources import curated
from starmap.sources.listing import DatedCard, Facts, Listing
from starmap.sources.reading import SourceFile

FACTS = Path(__file__).parents[2] / "facts"
HEAD = """provider = "acme"

[pages.docs]
url = "https://acme.example/docs"
date = 2026-09-01

[pages.news]
url = "https://news.example/acme"
date = "2026-08"
kind = "secondary"

"""
"""Eleven lines before the first fact."""


def parse(text: str, name: str = "facts/acme.toml") -> list[Listing]:
    """The listings of a file."""
    return curated.parse([SourceFile(name, text.encode(), "")]).listings


def fact(lines: str, page: str = "docs", ids: str = '["orca-1"]') -> str:
    """A table of facts."""
    return f'[[facts]]\npage = "{page}"\nids = {ids}\n{lines}\n'


def card(lines: str, page: str = "docs", ids: str = '["orca-1"]') -> str:
    """A table of a card."""
    return f'[[cards]]\npage = "{page}"\nids = {ids}\n{lines}\n'


def cards(text: str) -> list[DatedCard]:
    """The cards of a file."""
    return curated.parse([SourceFile("facts/acme.toml", text.encode(), "")]).cards


def facts(lines: str) -> Facts:
    """The claims of one table."""
    (listing,) = parse(HEAD + fact(lines))
    return listing.facts


def test_a_fact_carries_the_address_and_date_of_its_page() -> None:
    """With the line of its table, for errors."""
    (listing,) = parse(HEAD + fact("limits.context_window = 200_000"))
    assert (listing.provider, listing.id, listing.facts) == ("acme", "orca-1", {"limits.context_window": 200_000})
    assert (listing.url, listing.date, listing.source) == ("https://acme.example/docs", "2026-09-01", "vendor page")
    assert (listing.place, listing.new, listing.live) == ("facts/acme.toml:12", False, True)


def test_a_secondary_page_is_another_source() -> None:
    """Below the vendors' pages."""
    (listing,) = parse(HEAD + fact("open_weights = true", "news"))
    assert (listing.source, listing.date) == ("secondary page", "2026-08")


def test_a_table_may_be_about_several_ids() -> None:
    """Each gets a listing of its own."""
    assert [one.id for one in parse(HEAD + fact("open_weights = true", ids='["a", "b"]'))] == ["a", "b"]


def test_an_authors_file_is_about_its_models() -> None:
    """Marked with an at sign."""
    (listing,) = parse(HEAD.replace("provider", "author") + fact("open_weights = true"))
    assert listing.provider == "@acme"


@pytest.mark.parametrize(
    ("more", "note"),
    [('copy = "mirrored"', "mirrored"), ("", "a remark")],
    ids=["of the copy", "of the table"],
)
def test_a_reader_of_the_evidence_is_told_what_to_know(more: str, note: str) -> None:
    """A copy that was read in the page's place, or a remark on the fact."""
    text = HEAD.replace("date = 2026-09-01", f"date = 2026-09-01\n{more}")
    (listing,) = parse(text + fact('open_weights = true\nnote = "a remark"'))
    assert listing.note == note


def test_new_lets_a_fact_bring_an_entry_into_the_catalog() -> None:
    """A person says so of each."""
    (listing,) = parse(HEAD + fact("new = true\nopen_weights = true"))
    assert listing.new


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("pricing.input = 2.50", {"pricing.input": Decimal("2.5")}),
        ("pricing.input = 0", {"pricing.input": 0}),
        ("release_date = 2026-09-01", {"release_date": "2026-09-01"}),
        ('knowledge_cutoff = "2026-03"', {"knowledge_cutoff": "2026-03"}),
        ('modalities.input = ["text", "image"]', {"modalities.input": ["image", "text"]}),
        ("parameters.seed = false", {"parameters.seed.accepted": False}),
        (
            "parameters.top_p = { accepted = true, max = 1, default = 0.95 }",
            {"parameters.top_p.accepted": True, "parameters.top_p.max": 1, "parameters.top_p.default": Decimal("0.95")},
        ),
        ("pricing.modes.batch = { input = 1 }", {"pricing.modes.batch.input": 1}),
        ("pricing.regions.eu.input = 1.1", {"pricing.regions.eu.input": Decimal("1.1")}),
        (
            "pricing.tiers = [{ above = 200_000, input = 4.0 }]",
            {"pricing.tiers": [{"above": 200_000, "input": Decimal(4)}]},
        ),
        ("capabilities.reasoning_budget = { max = 32 }", {"capabilities.reasoning_budget": {"max": 32}}),
        ('lifecycle.stage = "retired"', {"lifecycle.stage": "retired"}),
    ],
)
def test_values_take_the_shapes_of_claims(lines: str, expected: Facts) -> None:
    """Dotted keys and tables are one."""
    assert facts(lines) == expected


FAULTS = [
    ("typo = 1\n", 1, "'typo' is not a key; known are author, cards, facts, pages, provider"),
    ('author = "acme"\n', 1, "says neither or both of provider and author; a file is about one of them"),
    ('[pages.x]\nurl = "https://x.example"\n', 12, "page 'x' needs a date: 2026-08-21, or \"2026-08\" or"),
    ('[pages.x]\nurl = "https://x.example"\ndate = "May 2026"\n', 12, "page 'x' needs a date"),
    ('[pages.x]\nurl = "https://x.example"\ndate = "2026-13"\n', 12, "page 'x' needs a date"),
    ('[pages.x]\nurl = "https://x.example"\ndate = "2026-02-30"\n', 12, "page 'x' needs a date"),
    ("[pages.x]\ndate = 2026-09-01\n", 12, "page 'x' needs the url of the vendor's page, with https://"),
    ('[pages.x]\nurl = "http://x.example"\ndate = 2026-09-01\n', 12, "page 'x' needs the url"),
    (
        '[pages.x]\nurl = "https://x.example"\ndate = 2026-09-01\nkind = "blog"\n',
        12,
        "page 'x' is of kind 'blog'; vendor or secondary",
    ),
    (
        '[pages."x.y"]\nurl = "https://x.example"\ndate = 2026-09-01\nday = 1\n',
        12,
        "'day' is not a key of a page; known are copy, date, kind, url",
    ),
    (fact("open_weights = true", "blog"), 12, "page 'blog' is not among the file's [pages]"),
    ('[[facts]]\nids = ["orca-1"]\nopen_weights = true\n', 12, "page None is not among the file's [pages]"),
    (fact("open_weights = true", ids='"orca-1"'), 12, "ids must list the exact ids that the facts are about"),
    (fact("open_weights = true", ids="[]"), 12, "ids must list"),
    (fact("open_weights = true", ids='[" "]'), 12, "ids must list"),
    (
        fact("limits.context_windows = 5"),
        12,
        "'limits.context_windows' is not a field; close: limits.context_window",
    ),
    (fact("zzz = 5"), 12, "'zzz' is not a field"),
    (fact("limits.context_window = 0"), 12, "limits.context_window is 0, but it must be a whole number"),
    (fact("limits.context_window = true"), 12, "limits.context_window is True, but it must be a whole number"),
    (fact('limits.context_window = "5"'), 12, "limits.context_window is '5', but it must be a whole number"),
    (fact("pricing.input = -1"), 12, "pricing.input is -1, but it must be a price"),
    (fact('open_weights = "yes"'), 12, "open_weights is 'yes', but it must be true or false"),
    (fact('release_date = "2026-09"'), 12, "release_date is '2026-09', but it must be a date"),
    (fact('knowledge_cutoff = "2026-13"'), 12, "knowledge_cutoff is '2026-13', but it must be a date, a month"),
    (fact('kind = "chatty"'), 12, "kind is 'chatty', but it must be one of chat, completion"),
    (fact('modalities.input = ["smell"]'), 12, "modalities.input is ['smell'], but it must be a list of modalities"),
    (fact("pricing.tiers = [{ input = 4 }]"), 12, "but it must be a list of tiers"),
    (fact("pricing.tiers = [{ above = 9, in = 4 }]"), 12, "but it must be a list of tiers"),
    (
        fact("open_weights = true") + fact("open_weights = false"),
        16,
        "'orca-1' has two values of open_weights of the same date; the other is at line 12",
    ),
    (card("input = 1"), 12, "a card needs from = 2024-10-02, and may have until"),
    (card('from = "2026-01-05"\ninput = 1'), 12, "a card needs from = 2024-10-02"),
    (card("from = 2026-01-05T10:00:00Z\ninput = 1"), 12, "a card needs from = 2024-10-02"),
    (card('from = 2026-01-05\nuntil = "2026"\ninput = 1'), 12, "a card needs from = 2024-10-02"),
    (card("from = 2026-01-05\nuntil = 2026-01-05\ninput = 1"), 12, "until must be later than from"),
    (card("from = 2026-01-05"), 12, "a card needs at least one rate"),
    (card("from = 2026-01-05\nvalid_from = 2026-01-05\ninput = 1"), 12, "a card says from, not valid_from"),
    (card("from = 2026-01-05\nin = 1"), 12, "'pricing.in' is not a field; close: pricing."),
    (card("from = 2026-01-05\npricing.input = 1"), 12, "'pricing.pricing.input' is not a field"),
    (card("from = 2026-01-05\ninput = -1"), 12, "pricing.input is -1, but it must be a price"),
    (card("from = 2026-01-05\ninput = 1", "blog"), 12, "page 'blog' is not among the file's [pages]"),
    (card("from = 2026-01-05\ninput = 1", ids="[]"), 12, "ids must list"),
    (
        card("from = 2026-01-05\ninput = 1") + card("from = 2026-01-05\ninput = 2"),
        17,
        "'orca-1' has two cards from 2026-01-05; the other is at line 12",
    ),
    ('cards = [{ page = "docs", ids = ["orca-1"], from = 2026-01-05, input = 1 }]\n', 1, "cards must be tables"),
    ("cards = 3\n", 1, "cards must be tables with double brackets: [[cards]]"),
    ("[[facts]\n", 12, "not TOML: "),
    (fact("release_date = 2026-02-30"), 15, "not TOML: "),
]


@pytest.mark.parametrize(("more", "line", "cause"), FAULTS)
def test_a_fault_names_file_line_and_cause(more: str, line: int, cause: str) -> None:
    """It stops the compile."""
    text = more + HEAD if line == 1 else HEAD + more
    with pytest.raises(FactsError) as caught:
        parse(text)
    assert str(caught.value).startswith(f"facts/acme.toml:{line}: ")
    assert cause in str(caught.value)


def test_a_card_carries_its_days_and_the_page() -> None:
    """With the line of its table, and every rate under the path that facts have."""
    lines = "from = 2026-01-05\nuntil = 2026-03-01\nnote = 'a remark'\ninput = 2.50\nmodes.batch = { input = 1 }"
    assert cards(HEAD + card(lines)) == [
        DatedCard(
            "acme",
            "orca-1",
            {"pricing.input": Decimal("2.5"), "pricing.modes.batch.input": 1},
            "2026-01-05",
            "documented",
            "https://acme.example/docs",
            "2026-03-01",
            "facts/acme.toml:12",
            "vendor page",
        )
    ]


def test_a_card_of_a_secondary_page_says_so() -> None:
    """Nobody takes it for the vendor's word."""
    (told,) = cards(HEAD + card("from = 2026-01-05\ninput = 1", "news"))
    assert (told.source, told.url) == ("secondary page", "https://news.example/acme")


def test_a_card_may_be_open_and_about_several_ids() -> None:
    """Announced ones have no end."""
    told = cards(HEAD + card("from = 2027-01-01\ninput = 1", ids='["a", "b"]'))
    assert [(one.id, one.begins, one.until) for one in told] == [("a", "2027-01-01", None), ("b", "2027-01-01", None)]


def test_a_card_is_no_fact_and_a_fact_no_card() -> None:
    """What is in force is told by the facts alone; each finds its own line."""
    text = HEAD + card("from = 2026-01-05\ninput = 1") + fact("pricing.input = 2")
    ((listing,), (dated,)) = parse(text), cards(text)
    assert (listing.facts, listing.place) == ({"pricing.input": 2}, "facts/acme.toml:17")
    assert (dated.facts, dated.place) == ({"pricing.input": 1}, "facts/acme.toml:12")


def test_an_authors_file_has_no_cards() -> None:
    """A model has the prices of an offering."""
    with pytest.raises(FactsError, match=r"^facts/acme.toml:12: only a provider's file can have cards"):
        cards(HEAD.replace("provider", "author") + card("from = 2026-01-05\ninput = 1"))


def test_a_file_about_nobody_is_a_fault() -> None:
    """Neither a provider nor an author."""
    with pytest.raises(FactsError, match=r"^facts/acme.toml:1: says neither or both"):
        parse(HEAD.replace('provider = "acme"', ""))


@pytest.mark.parametrize(
    "more",
    [
        fact("open_weights = true") + fact("open_weights = true"),
        fact("open_weights = true") + fact("open_weights = false", "news"),
        fact("open_weights = true") + fact("open_weights = false", ids='["orca-2"]'),
    ],
    ids=["the same value", "another date", "another id"],
)
def test_a_fact_may_be_said_twice(more: str) -> None:
    """Only two values of one date contradict each other."""
    assert len(parse(HEAD + more)) == 2


def test_a_remark_behind_a_header_does_not_shift_the_lines() -> None:
    """The fault is where it is said to be."""
    text = HEAD + fact("open_weights = true").replace("[[facts]]", "[[facts]] # the first") + fact("zzz = 1")
    with pytest.raises(FactsError, match=r"^facts/acme.toml:16: "):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + fact("x = 1").replace("[[facts]]", "[facts]"),
        'provider = "acme"\npages = 3\n',
        'provider = ["acme"]\n' + HEAD.partition("\n")[2] + fact("open_weights = true"),
        HEAD + '[[facts]]\npage = ["docs"]\nids = ["orca-1"]\n',
        HEAD + fact('kind = ["chat"]'),
        HEAD + fact('modalities.input = [["text"]]'),
        HEAD + fact("release_date = 2026-09-01T10:00:00Z"),
        HEAD + fact('pricing.windows = [{ from = "x" }]'),
        HEAD + fact('pricing.tiers = [{ above = "200k", input = 3 }]'),
        HEAD + fact('capabilities.reasoning_budget = { min = "a" }'),
    ],
    ids=[
        "one table of facts",
        "pages",
        "provider",
        "page",
        "kind",
        "modalities",
        "a moment",
        "windows",
        "tiers",
        "budget",
    ],
)
def test_a_value_of_the_wrong_type_is_a_fault(text: str) -> None:
    """Named like any other."""
    with pytest.raises(FactsError):
        parse(text)


def test_a_negative_bound_of_a_parameter_stays_negative() -> None:
    """Penalties run from -2 to 2."""
    assert facts("parameters.presence_penalty = { min = -2.0 }") == {"parameters.presence_penalty.min": Decimal(-2)}


def own_files() -> list[SourceFile]:
    """The curated files of the repository."""
    return [SourceFile(f"facts/{path.name}", path.read_bytes(), "") for path in sorted(FACTS.glob("*.toml"))]


def test_every_curated_fact_of_the_repository_has_address_and_date() -> None:
    """And is of a known field."""
    listings = curated.parse(own_files()).listings
    assert len(listings) > 100
    for listing in listings:
        assert (listing.url or "").startswith("https://"), listing.place
        assert re.fullmatch(r"20\d\d(-\d\d(-\d\d)?)?", listing.date), listing.place
        assert re.fullmatch(r"facts/[\w.-]+\.toml:\d+", listing.place or ""), listing.place
        assert all(shape_of(path) for path in listing.facts), listing.place


def test_the_line_of_every_curated_fact_is_that_of_its_table() -> None:
    """So that a message leads to it."""
    lines = {file.name: file.data.decode().splitlines() for file in own_files()}
    for listing in curated.parse(own_files()).listings:
        name, _, line = (listing.place or "").rpartition(":")
        assert lines[name][int(line) - 1].strip() == "[[facts]]"


def test_every_curated_card_of_the_repository_has_a_page_and_rates() -> None:
    """And its line leads to it."""
    lines = {file.name: file.data.decode().splitlines() for file in own_files()}
    for dated in curated.parse(own_files()).cards:
        name, _, line = (dated.place or "").rpartition(":")
        assert lines[name][int(line) - 1].strip() == "[[cards]]"
        assert (dated.url or "").startswith("https://"), dated.place
        assert all(shape_of(path) for path in dated.facts), dated.place


def test_no_two_files_of_one_provider_contradict_each_other() -> None:
    """The loader only compares within a file."""
    seen: dict[tuple[str, str, str, str, str | None], tuple[object, str | None]] = {}
    clashes = []
    for listing in curated.parse(own_files()).listings:
        for path, value in listing.facts.items():
            key = (listing.provider, listing.id.casefold(), path, listing.date, listing.source)
            other = seen.setdefault(key, (value, listing.place))
            if other[0] != value:
                clashes.append((listing.place, other[1], path))
    assert clashes == []
