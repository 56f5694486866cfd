"""Where pages lie."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starmap.pages.paths import author_page, file_name, link, model_page, offering_page, provider_page

KEYS = st.text(min_size=1, max_size=100) | st.text("aA.-_/:@~ ", min_size=1, max_size=8)


@given(KEYS, KEYS)
def test_two_ids_never_share_a_file(one: str, other: str) -> None:
    """Not even on a file system that folds case."""
    assert (file_name(one).casefold() == file_name(other).casefold()) == (one == other)


@given(KEYS)
def test_a_file_name_is_safe_everywhere(key: str) -> None:
    """Short, of plain characters, and neither beginning nor ending with what some system treats as special."""
    assert re.fullmatch(r"[a-z0-9]([a-z0-9._-]{0,78}[a-z0-9])?(~[0-9a-f]{10})?", file_name(key))


@pytest.mark.parametrize("key", ["con", "aux.md", "com1", "lpt9.txt", "readme", "index"])
def test_reserved_names_are_not_taken(key: str) -> None:
    """Neither those of Windows nor those of the indexes."""
    assert file_name(key) != key
    assert file_name(key).startswith(f"{key}~")


def test_a_plain_id_is_its_own_file_name() -> None:
    """What every system takes stays as it is, dots included."""
    assert file_name("gemini-1.5-pro-002") == "gemini-1.5-pro-002"


@pytest.mark.parametrize("pair", [("a/b", "a:b"), ("Llama", "llama"), ("a@b", "a-b"), ("x" * 81, "x" * 82)])
def test_likenesses_part(pair: tuple[str, str]) -> None:
    """Ids that look alike when folded have files of their own."""
    assert file_name(pair[0]) != file_name(pair[1])


def test_pages_stand_in_two_trees() -> None:
    """A model in its author's, an offering in its provider's."""
    assert model_page("google/gemini-1.5-pro-002") == "authors/google/models/gemini-1.5-pro-002"
    assert offering_page("google-vertex:gemini-1.5-pro-002") == "providers/google-vertex/models/gemini-1.5-pro-002"
    assert author_page("google") == "authors/google/README"
    assert provider_page("groq") == "providers/groq/README"


@pytest.mark.parametrize(
    ("origin", "target", "way"),
    [
        ("README", "providers/README", "providers/README"),
        ("authors/google/models/x", "README", "../../../README"),
        ("authors/google/models/x", "authors/google/models/y", "y"),
        ("authors/google/models/x", "providers/groq/models/x", "../../../providers/groq/models/x"),
        ("providers/README", "providers/groq/README", "groq/README"),
    ],
    ids=["down", "up", "beside", "across", "into"],
)
def test_links_are_relative(origin: str, target: str, way: str) -> None:
    """From where a page lies to where another does."""
    assert link(origin, target) == way
