"""The strings of JSON, TOML, YAML and environment files."""

from __future__ import annotations

import pytest

from scanning.trees import anything, names
from starmap.scanning.literals import Literal
from starmap.scanning.setting_strings import environment_literals, json_literals, toml_literals, yaml_literals


def test_json_strings_stand_under_their_key() -> None:
    """Keys count too; a list stands under the list's key; comments are passed over."""
    source = '{"a": {"model": "m-1"}, // "m-9"\n "models": ["m-2", {"m-3": 1}], "b": "m\\/4"}'
    assert names(json_literals(source, lambda text: text.startswith("m"))) == [
        ("model", "a"),
        ("m-1", "model"),
        ("models", ""),
        ("m-2", "models"),
        ("m-3", "models"),
        ("m/4", "b"),
    ]


def test_json_places() -> None:
    """The line and the column of the text."""
    assert list(json_literals('{\n  "model": "m-1"\n}', lambda text: text == "m-1")) == [Literal("m-1", 2, 13, "model")]


def test_toml_places_are_found_in_order() -> None:
    """The same text twice has two places, and a comment is none of them."""
    source = '# "m-1"\nmodel = "m-1"\n[other]\nmodel = "m-1" # m-1\nmore = "m-10"\n["m-2"]\n'
    wanted = {"m-1", "m-2"}
    assert list(toml_literals(source, wanted.__contains__)) == [
        Literal("m-1", 2, 10, "model"),
        Literal("m-1", 4, 10, "model"),
        Literal("m-2", 6, 3, ""),
    ]


def test_what_is_not_toml_raises() -> None:
    """The caller says that the file was skipped."""
    with pytest.raises(ValueError, match="Expected"):
        list(toml_literals("a b", anything))


@pytest.mark.parametrize(
    ("source", "found"),
    [
        pytest.param("model: m-1", [("m-1", "model")], id="plain"),
        pytest.param("model: 'm-1' # m-2", [("m-1", "model")], id="quoted"),
        pytest.param('model: "m-1"', [("m-1", "model")], id="double-quoted"),
        pytest.param("model: m-1 # m-2", [("m-1", "model")], id="comment"),
        pytest.param("# model: m-1", [], id="only-a-comment"),
        pytest.param("models:\n  - m-1\n  - 'm-2'", [("m-1", "models"), ("m-2", "models")], id="list"),
        pytest.param("models:\n- m-1", [("m-1", "models")], id="list-without-indent"),
        pytest.param("- model: m-1\n  other: m-2", [("m-1", "model"), ("m-2", "other")], id="list-of-mappings"),
        pytest.param("models: [m-1, 'm-2']", [("m-1", "models"), ("m-2", "models")], id="flow-list"),
        pytest.param("x: {model: m-1}", [("m-1", "model")], id="flow-mapping"),
        pytest.param("m-1:\n  price: 3", [("m-1", "")], id="key"),
        pytest.param("a:\n  b: 1\nmodel: m-1", [("m-1", "model")], id="back-out"),
        pytest.param("model: bedrock/m-1:0", [("bedrock/m-1:0", "model")], id="colon-inside"),
        pytest.param("model: &main m-1", [("m-1", "model")], id="anchor"),
        pytest.param("text: |\n  model: m-1\nmodel: m-2", [("m-2", "model")], id="block"),
        pytest.param("run: ask --model m-1", [], id="command-line"),
    ],
)
def test_yaml_scalars(source: str, found: list[tuple[str, str]]) -> None:
    """Scalars on one line count, plain, quoted or in a flow collection."""
    assert names(yaml_literals(source, lambda text: "m-" in text and " " not in text)) == found


def test_yaml_places() -> None:
    """The line and the column of the text."""
    assert list(yaml_literals("a:\n  - model: 'm-1'", lambda text: text == "m-1")) == [Literal("m-1", 2, 13, "model")]


def test_environment_files() -> None:
    """Values, plain or quoted, with or without export; comments are none."""
    source = "A_MODEL=m-1\nexport B='m-2' # x\n# C=m-3\nD=m-4 # m-5\n"
    assert list(environment_literals(source, anything)) == [
        Literal("m-1", 1, 9, "A_MODEL"),
        Literal("m-2", 2, 11, "B"),
        Literal("m-4", 4, 3, "D"),
    ]
