"""The tokenizer of TypeScript, JavaScript and Go."""

from __future__ import annotations

import pytest

from scanning.trees import anything, names
from starmap.scanning.literals import Literal
from starmap.scanning.script_strings import GO, JAVASCRIPT, PYTHON, script_literals


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("const model = 'm-1';", [("m-1", "model")], id="assignment"),
        pytest.param("const model: string = 'm-1'", [("m-1", "model")], id="typed"),
        pytest.param("ask({ model: 'm-1', other: 'm-2' })", [("m-1", "model"), ("m-2", "other")], id="object"),
        pytest.param("ask({ 'model': \"m-1\" })", [("model", "ask"), ("m-1", "model")], id="quoted-key"),
        pytest.param("openai('m-1')", [("m-1", "openai")], id="argument"),
        pytest.param("const models = ['m-1',\n 'm-2']", [("m-1", "models"), ("m-2", "models")], id="array"),
        pytest.param("const model = env.MODEL ?? 'm-1'", [("m-1", "MODEL")], id="fallback"),
        pytest.param("model = ok ? 'm-1' : 'm-2'", [("m-1", "model"), ("m-2", "model")], id="choice"),
        pytest.param("type Model = 'm-1' | 'm-2'", [("m-1", "Model"), ("m-2", "Model")], id="union"),
        pytest.param("interface A { model?: 'm-1' }", [("m-1", "model")], id="optional-property"),
        pytest.param("if (model === 'm-1') {}", [("m-1", "model")], id="comparison"),
        pytest.param("const model = `m-1`", [("m-1", "model")], id="template-without-code"),
        pytest.param("<p>Don't</p>; const model = 'm-1'", [("m-1", "model")], id="apostrophe"),
        pytest.param("x = y.replace(/['\"]/g, 'z z'); model = 'm-1'", [("m-1", "model")], id="expression"),
        pytest.param("x = a / b; model = 'm-1' // c / d", [("m-1", "model")], id="division"),
    ],
)
def test_javascript_strings_count(code: str, found: list[tuple[str, str]]) -> None:
    """A string counts with the nearest name that it stands under."""
    assert names(script_literals(code, JAVASCRIPT, anything)) == found


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("// const model = 'm-1'", id="line-comment"),
        pytest.param("/* 'm-1'\n'm-1' */", id="block-comment"),
        pytest.param("const x = `m-1-${y}`", id="template-with-code"),
        pytest.param("const x = `a ${f(`m-1`)} 'm-1'`", id="template-in-a-template"),
        pytest.param("const x = 'm-1' + y", id="part-of-a-sum"),
        pytest.param("const x = y + 'm-1'", id="end-of-a-sum"),
        pytest.param("x.startsWith('m-1')", id="startsWith"),
        pytest.param("x.includes('m-1')", id="includes"),
        pytest.param("import a from 'm-1'", id="import"),
        pytest.param("import { a } from 'm-1'", id="import-of-names"),
        pytest.param("const a = require('m-1')", id="require"),
    ],
)
def test_what_is_no_whole_string_does_not_count(code: str) -> None:
    """Comments, parts of names, and paths of imports."""
    assert names(script_literals(code, JAVASCRIPT, anything)) == []


def test_places_count_lines_and_columns() -> None:
    """The place is that of the text, behind its quotation mark."""
    (found,) = script_literals("/*\n*/\n  const model =\n    'm-1'", JAVASCRIPT, anything)
    assert found == Literal("m-1", 4, 6, "model")


def test_an_unfinished_template_does_not_hide_the_rest() -> None:
    """The tokenizer goes on behind a backtick that nothing closes."""
    assert names(script_literals("` const model = 'm-1'", JAVASCRIPT, anything)) == [("m-1", "model")]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param('model := "m-1" // "m-2"', [("m-1", "model")], id="assignment"),
        pytest.param("const Model = `m-1`", [("m-1", "Model")], id="raw"),
        pytest.param('Request{Model: "m-1"}', [("m-1", "Model")], id="field"),
        pytest.param('strings.HasPrefix(model, "m-1")', [], id="prefix"),
        pytest.param('import (\n\t"a/b-1"\n\tx "a/b-2"\n)', [], id="imports"),
        pytest.param('c := \'"\'; model := "m-1"', [('"', "c"), ("m-1", "model")], id="rune"),
    ],
)
def test_go_strings_count(code: str, found: list[tuple[str, str]]) -> None:
    """Strings and raw strings, not comments and imports."""
    assert names(script_literals(code, GO, anything)) == found


def test_python_that_does_not_parse_still_gives_its_strings() -> None:
    """Comments, long strings and f-strings are passed over."""
    code = 'def (\n# "m-1"\n"""m-2"""\nx = f"m-3"\nmodel = "m-4"'
    assert names(script_literals(code, PYTHON, anything)) == [("m-4", "model")]
