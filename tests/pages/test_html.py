"""Pages as HTML."""

from __future__ import annotations

import json
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from starmap.pages.blocks import NOT_KNOWN, Answer, Away, Chart, Code, Figure, Link, Stage
from starmap.pages.html import Writer, chart_data, site_path
from starmap.telling.texts import printable

write = Writer("authors/google/models/gemini-1.5-pro-002")


@given(st.text())
def test_text_is_escaped(said: str) -> None:
    """Nothing of it is markup, and it reads as it was."""
    made = str(write.inline(said))
    assert not set("<>\"'") & set(made)
    assert unescape(made) == printable(said)


def test_a_link_leads_to_the_file_of_a_page() -> None:
    """Relative, and to ``index`` where Markdown has ``README``."""
    assert write.inline(Link("Google", "authors/google/README")) == '<a href="../index.html">Google</a>'
    assert site_path("comparison") == "comparison.html"


def test_an_address_that_is_not_of_the_web_is_text() -> None:
    """No script runs from a link."""
    assert write.inline(Away("site", "javascript:alert(1)")) == "site"
    assert "noreferrer" in write.inline(Away("site", "https://example.com/?a=1&b=2"))


def test_not_known_is_seen_and_heard() -> None:
    """A dash for the eye, words for a screen reader."""
    assert write.inline(NOT_KNOWN) == '<span aria-hidden="true">—</span><span class="hidden-text">not known</span>'


def test_the_three_answers_are_words() -> None:
    """Yes, no and not known differ by more than colour."""
    made = [str(write.inline(Answer(known))) for known in (True, False, None)]
    assert made == [
        '<span class="yes">yes</span>',
        '<span class="no">no</span>',
        '<span class="unknown">not known</span>',
    ]


def test_a_figure_has_its_exact_value() -> None:
    """To be looked up."""
    assert write.inline(Figure("2.0M", "2,000,000 tokens")) == '<abbr title="2,000,000 tokens">2.0M</abbr>'


def test_pieces_stand_side_by_side() -> None:
    """Several in one cell."""
    assert write.inline((Code("a<b"), ", ", Stage("retired"))) == (
        '<code>a&lt;b</code>, <span class="status-retired">retired</span>'
    )


def test_the_data_of_a_chart_cannot_end_its_script() -> None:
    """It is JSON in which no tag can stand."""
    made = str(chart_data(Chart("t", "$ </script>", ["2024-01-01"], "2024-02-01", [("in", ["1.5", None])])))
    assert "<" not in made
    assert json.loads(made)["series"] == [{"label": "in", "rates": ["1.5", None]}]
