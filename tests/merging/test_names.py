"""The tables of names: what they answer, and the collisions that stop a compile."""

from __future__ import annotations

from pathlib import Path

import pytest

from merging.factories import make_tables, make_text
from starmap.errors import FactsError
from starmap.merging.names import read_names

PROVIDERS = """
[openai]
name = "OpenAI"
aliases = ["oai"]
first_party = "openai"
litellm = ["openai"]

["groq"]
name = "Groq"
models_dev = ["groq-cloud"]
"""


def test_a_row_is_read_whole() -> None:
    """What it leaves out is not known."""
    row = make_tables(providers=PROVIDERS).providers["openai"]
    assert (row.id, row.name, row.aliases, row.first_party) == ("openai", "OpenAI", ("oai",), "openai")
    assert (row.id_prefix, row.documentation_url, row.status_url) == (None, None, None)


def test_a_sources_spelling_gives_our_id() -> None:
    """Each source has its own."""
    spellings = make_tables(providers=PROVIDERS).spellings
    assert (spellings.get("models_dev", "groq-cloud"), spellings.get("litellm", "groq-cloud")) == ("groq", "groq-cloud")


@pytest.mark.parametrize("source", ["model_prices", "llm_db"])
@pytest.mark.parametrize("spelling", ["groq-cloud", "groq_cloud"])
def test_two_sources_write_the_spellings_of_models_dev(source: str, spelling: str) -> None:
    """With a dash or an underscore."""
    assert make_tables(providers=PROVIDERS).spellings.known(source, spelling) == "groq"


def test_the_homes_of_an_author_are_in_order() -> None:
    """The first speaks for it; a stranger has none."""
    tables = make_tables()
    assert (tables.homes("openai"), tables.homes("nobody")) == (("openai", "azure"), ())


@pytest.mark.parametrize(
    ("more", "line", "what"),
    [
        ('[x]\nname = "X"\naliases = ["oai"]\n', 11, "the alias 'oai' of 'x' is already that of 'openai'"),
        ('[x]\nname = "X"\naliases = ["OAI"]\n', 11, "the alias 'oai' of 'x' is already that of 'openai'"),
        ('[x]\nname = "X"\naliases = ["groq"]\n', 11, "the alias 'groq' of 'x' is already that of 'groq'"),
        ('[oai]\nname = "X"\n', 11, "the alias 'oai' of 'oai' is already that of 'openai'"),
        (
            '[x]\nname = "X"\nlitellm = ["openai"]\n',
            11,
            "the litellm spelling 'openai' of 'x' is already that of 'openai'",
        ),
        ('[x]\nname = "X"\nalias = ["y"]\n', 11, "'x' has an unknown key 'alias'"),
        ('\n["x.y"]\n', 12, "'x.y' has no name"),
    ],
)
def test_a_fault_in_the_providers_names_file_and_line(more: str, line: int, what: str) -> None:
    """It stops the compile."""
    with pytest.raises(FactsError) as caught:
        make_tables(providers=PROVIDERS + more)
    assert str(caught.value) == f"facts/names/providers.toml:{line}: {what}"


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ('spellings = ["orca"]', "the spelling 'orca' of 'b' is already that of 'a'"),
        ('families = ["orca"]', "the family 'orca' of 'b' is already that of 'a'"),
        ('homes = ["a"]', "'b' has an unknown key 'homes'"),
    ],
)
def test_a_fault_in_the_authors_names_file_and_line(row: str, what: str) -> None:
    """It stops the compile."""
    text = f'[a]\nname = "A"\nspellings = ["orca"]\nfamilies = ["orca"]\n\n[b]\nname = "B"\n{row}\n'
    with pytest.raises(FactsError) as caught:
        make_tables(text)
    assert str(caught.value) == f"facts/names/authors.toml:6: {what}"


def test_a_file_that_is_no_toml_is_named() -> None:
    """With the parser's own place."""
    with pytest.raises(FactsError, match=r"^facts/names/authors.toml:\d+: not TOML: .*line 1"):
        make_tables("[a\n")


@pytest.mark.parametrize("text", ["x = 3\n", '[x]\nname = "X"\naliases = "abc"\n', "[x]\nname = 3\n"])
def test_a_row_of_the_wrong_shape_is_a_fault(text: str) -> None:
    """Named like any other."""
    with pytest.raises(FactsError):
        make_tables(providers=text)


def test_the_projects_own_tables_are_sound() -> None:
    """No collision, and every home provider of an author is not another author's alone."""
    facts = Path(__file__).parents[2] / "facts" / "names"
    tables = read_names(
        *(make_text((facts / name).read_text(), f"facts/names/{name}") for name in ("providers.toml", "authors.toml"))
    )
    foreign = [
        (author.id, home)
        for author in tables.authors.values()
        for home in author.home_providers
        if home in tables.providers and tables.providers[home].first_party not in (None, author.id)
    ]
    assert foreign == []
    assert {row.first_party for row in tables.providers.values()} - {None} <= set(tables.authors)


@pytest.mark.parametrize("host", ["azure", "novita", "deepinfra", "tencent", "alibaba", "mistral", "vertex", "models"])
def test_no_host_is_a_spelling_of_an_author(host: str) -> None:
    """Gateways write them before others' models."""
    text = (Path(__file__).parents[2] / "facts" / "names" / "authors.toml").read_text()
    assert host not in make_tables(text).author_by_spelling
