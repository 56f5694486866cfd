"""The strings of Python: which count, under which name, at which place."""

from __future__ import annotations

import pytest

from scanning.trees import anything, names
from starmap.scanning.literals import Literal
from starmap.scanning.python_strings import python_literals


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param('model = "m-1"', [("m-1", "model")], id="assignment"),
        pytest.param('self.model: str = "m-1"', [("m-1", "model")], id="annotated-attribute"),
        pytest.param('config["model"] = "m-1"', [("model", ""), ("m-1", "model")], id="subscript"),
        pytest.param('ask(model="m-1")', [("m-1", "model")], id="keyword"),
        pytest.param('Chat("m-1")', [("m-1", "Chat")], id="argument"),
        pytest.param('get("MODEL", "m-1")', [("MODEL", "get"), ("m-1", "MODEL")], id="default-of-a-key"),
        pytest.param('def ask(a, model="m-1"): ...', [("m-1", "model")], id="default"),
        pytest.param('def ask(*, model="m-1"): ...', [("m-1", "model")], id="keyword-only-default"),
        pytest.param('x = {"model": "m-1"}', [("model", "x"), ("m-1", "model")], id="dict"),
        pytest.param('MODELS = ["m-1", ("m-2",)]', [("m-1", "MODELS"), ("m-2", "MODELS")], id="collections"),
        pytest.param('model = a or "m-1"', [("m-1", "model")], id="fallback"),
        pytest.param('model = "m-1" if a else "m-2"', [("m-1", "model"), ("m-2", "model")], id="choice"),
        pytest.param('if model == "m-1": ...', [("m-1", "model")], id="comparison"),
        pytest.param('if model in ("m-1",): ...', [("m-1", "model")], id="membership"),
        pytest.param('model: Literal["m-1"]', [("m-1", "model")], id="annotation"),
        pytest.param('for model in ("m-1",): ...', [("m-1", "model")], id="loop"),
        pytest.param('x = [ask(model) for model in ["m-1"]]', [("m-1", "model")], id="comprehension"),
        pytest.param('def model(self):\n    return "m-1"', [("m-1", "model")], id="return"),
        pytest.param('match model:\n    case "m-1" | "m-2": ...', [("m-1", "model"), ("m-2", "model")], id="match"),
        pytest.param('x = f"m-1"', [("m-1", "x")], id="f-string-without-parts"),
        pytest.param('@ask("m-1")\ndef x(): ...', [("m-1", "ask")], id="decorator"),
    ],
)
def test_whole_strings_count(code: str, found: list[tuple[str, str]]) -> None:
    """A string counts with the nearest name that it stands under."""
    assert names(python_literals(code, anything)) == found


@pytest.mark.parametrize(
    "code",
    [
        pytest.param('"m-1"', id="docstring"),
        pytest.param('def ask():\n    """m-1"""', id="docstring-of-a-function"),
        pytest.param("# m-1", id="comment"),
        pytest.param('x = f"m-1{y}"', id="part-of-an-f-string"),
        pytest.param('x = "m-1" + y', id="part-of-a-sum"),
        pytest.param('x = "m-%s" % y', id="format"),
        pytest.param('x.startswith("m-1")', id="startswith"),
        pytest.param('x.startswith(("m-1", "m-2"))', id="startswith-several"),
        pytest.param('"m-1" in x', id="inside-another-text"),
        pytest.param('re.match("m-1", x)', id="expression"),
        pytest.param('encoding_for_model("m-1")', id="choice-of-a-tokenizer"),
    ],
)
def test_what_is_no_whole_string_does_not_count(code: str) -> None:
    """Documentation, and parts of names."""
    assert names(python_literals(code, anything)) == []


def test_code_inside_an_f_string_counts() -> None:
    """An expression in braces is code."""
    assert names(python_literals('f"a{ask(model="m-1")}"'.replace('"m-1"', "'m-1'"), anything)) == [("m-1", "model")]


def test_the_column_counts_characters() -> None:
    """Letters beyond ASCII before a string count as one each."""
    (found,) = python_literals('"é"; model = "m-1"'.replace('"é"; ', "é = 1; "), anything)
    assert found == Literal("m-1", 1, 17, "model")


def test_what_is_not_wanted_is_left_out() -> None:
    """Only strings that may name a model are handed on."""
    assert names(python_literals('x = ["aa", "bb"]', lambda text: text == "bb")) == [("bb", "x")]


def test_an_invalid_escape_warns_nobody() -> None:
    """What Python thinks of someone's code stays there."""
    assert list(python_literals(r'x = "\d d"', anything)) == []


def test_deep_code_is_read() -> None:
    """A long chain of operators does not exhaust the stack."""
    code = "x = " + " or ".join(f'ask("m-{number}")' for number in range(500))
    assert len(names(python_literals(code, anything))) == 500


def test_what_is_not_python_raises() -> None:
    """The caller falls back on the tokenizer."""
    with pytest.raises(SyntaxError):
        list(python_literals("def (", anything))
