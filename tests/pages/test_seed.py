"""The page that this project began with, beside ours: every fact that it states is there."""

from __future__ import annotations

import pytest

from starmap import Catalog
from starmap.pages.building import build


@pytest.fixture(scope="module")
def page(sample: Catalog, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of Gemini 1.5 Pro 002 in its author's tree."""
    out = tmp_path_factory.mktemp("pages")
    build(sample, out, only=["google"])
    return (out / "authors/google/models/gemini-1.5-pro-002.md").read_text(encoding="utf-8")


def row(page: str, label: str) -> str:
    """What stands beside a label."""
    lines = [line for line in page.splitlines() if line.startswith(f"| {label} |")]
    assert len(lines) == 1, lines
    return lines[0].removeprefix(f"| {label} | ").removesuffix(" |")


@pytest.mark.parametrize(
    "said",
    [
        'title: "Gemini 1.5 Pro 002"',
        'author: "Google"',
        'type: "model"',
        "[Catalog](../../../README.md) / [Authors](../../README.md) / [Google](../README.md) / **Gemini 1.5 Pro 002**",
        "# Gemini 1.5 Pro 002\n",
        "released on 2024-09-24",
        "**Developed by:** [Google](../README.md)",
        "[Google AI Studio](../../../providers/google-ai-studio/models/gemini-1.5-pro-002.md)",
        "[Google Vertex AI](../../../providers/google-vertex/models/gemini-1.5-pro-002.md)",
        "[All models by Google](../README.md)",
        "[Model comparison](../../../comparison.md)",
    ],
)  # fmt: skip
def test_what_the_old_page_says_is_said(page: str, said: str) -> None:
    """Front matter, breadcrumb, title, author, providers and related pages."""
    assert said in page


def test_the_sections_are_those_of_the_old_page_and_in_its_order(page: str) -> None:
    """Ours has two more: request parameters and the price history."""
    headings = [line.lstrip("# ") for line in page.splitlines() if line.startswith("##")]
    old = [
        "Technical specifications",
        "Capabilities",
        "Provider availability",
        "Related",
        "Other models by this author",
    ]
    assert [heading for heading in headings if heading in old] == old
    assert set(headings) - set(old) == {"Request parameters", "Price history"}


def test_specifications(page: str) -> None:
    """Id, window and output, in short and exactly."""
    assert row(page, "Model ID") == "`gemini-1.5-pro-002`"
    assert row(page, "Context window") == '<abbr title="2,000,000 tokens">2.0M tokens</abbr> (2,000,000)'
    assert row(page, "Max output") == '<abbr title="8,192 tokens">8k tokens</abbr> (8,192)'


def test_capabilities_and_parameters(page: str) -> None:
    """Everything that the badges claimed is under yes, and the modalities are those."""
    known = {line for line in page.splitlines() if line.startswith("| ✓ yes |")}
    answered = " ".join(known)
    for name in ("vision", "tools", "tool_choice", "structured_output", "streaming"):
        assert f"`{name}`" in answered
    for name in ("temperature", "top_p", "top_k", "max_tokens", "stop", "response_format"):
        assert f"`{name}`" in answered
    assert row(page, "Input modalities") == "`image`, `text`"
    assert row(page, "Output modalities") == "`text`"


def test_no_window_is_called_custom_that_is_the_same(page: str) -> None:
    """The old page called Vertex AI's so, which was unknown to it."""
    rows = [line for line in page.splitlines() if "](../../../providers/" in line]
    assert [line.split(" | ")[2] for line in rows] == ['<abbr title="2,000,000 tokens">2.0M</abbr>'] * 2
    assert "Custom" not in page


def test_other_models_of_the_author(page: str) -> None:
    """The newest first, each a link: in the sample there are three."""
    others = page.split("## Other models by this author")[1]
    assert [line.partition("]")[0] for line in others.splitlines() if line.startswith("- ")] == [
        "- [Nano Banana",
        "- [Gemini 2.5 Flash",
        "- [Gemini 2.5 Pro",
    ]
