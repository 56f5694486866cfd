"""The strings of TypeScript, JavaScript and Go, and of Python that does not parse, found by a small tokenizer.

It knows strings, templates, comments, regular expressions and brackets, and for each string the name it stands under.
It does not know the grammar: where a quotation mark opens no string that ends on its line, it goes on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from starmap.scanning.literals import Literal, Wanted

__all__ = ["GO", "JAVASCRIPT", "PYTHON", "Dialect", "script_literals"]

_DOUBLE = r"\"(?:[^\"\\\n]|\\.)*+\""
_SINGLE = r"'(?:[^'\\\n]|\\.)*+'"
_STRING = rf"{_DOUBLE}|{_SINGLE}"
# A string without an end is passed over to the end of its line, so that no line is read once for each of its marks.
_REST = r"|(?P<broken>\"(?:[^\"\\\n]|\\.)*+|(?<!\w)'(?:[^'\\\n]|\\.)*+)"
_REST += r"|(?P<word>[\w$]+)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<mark>[=!]==?|=>|:=|\|\||\?\?|[^\s\w])"
_SLASHES = r"(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z))"


class Dialect(NamedTuple):
    """How a language writes its tokens."""

    tokens: re.Pattern[str]
    """One token, by kind."""

    templates: bool = False
    """Whether a backtick opens a template, which may hold code."""

    expressions: bool = False
    """Whether a slash may open a regular expression."""


# An apostrophe behind a letter is one of a text in JSX.
JAVASCRIPT = Dialect(re.compile(rf"{_SLASHES}|(?P<string>{_DOUBLE}|(?<!\w){_SINGLE}){_REST}", re.DOTALL), True, True)
GO = Dialect(re.compile(rf"{_SLASHES}|(?P<string>{_STRING}|`[^`]*`){_REST}", re.DOTALL))
PYTHON = Dialect(
    re.compile(
        r"(?P<comment>\#[^\n]*|[rbufRBUF]{0,2}(?:\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)))"
        rf"|(?P<formatted>[rb]?[fF][rb]?(?:{_STRING}))|(?P<string>{_STRING}){_REST}",
        re.DOTALL,
    )
)

_EXPRESSION = re.compile(r"/(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/\w*")
_IN_TEMPLATE = re.compile(r"\\.|`|\$?\{|\}", re.DOTALL)
_BEFORE_EXPRESSION = frozenset(
    [
        "(",
        ",",
        "=",
        ":",
        "[",
        "!",
        "&",
        "|",
        "?",
        "{",
        "}",
        ";",
        "=>",
        "==",
        "===",
        "!=",
        "!==",
        "||",
        "??",
        "return",
        "typeof",
        "case",
        "in",
        "of",
    ]
)
_NAMING = frozenset([":", "=", ":=", "==", "===", "!=", "!==", "||", "??"])
_IMPORTING = frozenset(["from", "import", "require"])
_PARTIAL = frozenset(
    [
        "startsWith",
        "endsWith",
        "includes",
        "indexOf",
        "lastIndexOf",
        "replace",
        "replaceAll",
        "split",
        "match",
        "search",
        "test",
        "localeCompare",
        "startswith",
        "endswith",
        "removeprefix",
        "removesuffix",
        "HasPrefix",
        "HasSuffix",
        "Contains",
        "TrimPrefix",
        "TrimSuffix",
        "CutPrefix",
        "CutSuffix",
        "Replace",
        "ReplaceAll",
        "Split",
        "Index",
    ]
)
"""Functions whose arguments are parts of a name, not names."""


@dataclass(slots=True)
class _Place:
    """Where the tokenizer stands: the name in force, and what each open bracket stands under."""

    context: str = ""
    word: str = ""
    """The last word or string, which a colon or an equals sign would make the name in force."""

    last: str = ""
    """The last token."""

    typed: bool = False
    """Whether a colon has named the context already, so that an equals sign after a type does not."""

    choices: int = 0
    """Question marks whose colon is still to come; that colon names nothing."""

    whole: bool = True
    """Whether strings here are whole names."""

    brackets: list[tuple[str, bool]] = field(default_factory=list)
    """Of each open bracket: the name it stands under, and whether strings around it are whole names."""


def script_literals(source: str, dialect: Dialect, wanted: Wanted) -> Iterator[Literal]:
    """Every whole string that is wanted, with its place and the name it stands under.

    A template with a substitution, a part of a sum, and an argument of a test such as ``startsWith`` are no whole
    names; what is imported is a path.
    """
    place, held = _Place(), None
    line, counted, position, templates = 1, 0, 0, dialect.templates
    while (token := dialect.tokens.search(source, position)) is not None:
        kind, text, start = token.lastgroup, token.group(), token.start()
        position = token.end()
        if kind in ("comment", "broken"):
            continue
        if templates and text == "`":
            found = _template(source, position)
            templates = found is not None  # one without an end is none, and then nor is the next
            if found is not None:
                position, kind, text = found[0], "string" if found[1] else "mark", f"`{found[1]}`"
        elif dialect.expressions and text == "/" and (place.last in _BEFORE_EXPRESSION or not place.last):
            expression = _EXPRESSION.match(source, start)
            position = position if expression is None else expression.end()
        if held is not None and text != "+":
            yield held
        held = None
        if kind == "string":
            name = text[1:-1]
            if wanted(name) and place.whole and place.last != "+" and not _imported(place):
                line += source.count("\n", counted, start)
                counted = start
                held = Literal(name, line, start + 1 - source.rfind("\n", 0, start), place.context)
            place.word = place.last = name
        else:
            _step(place, kind or "", text)
    if held is not None:
        yield held


def _template(source: str, start: int) -> tuple[int, str] | None:
    """Where to go on after a backtick, and the template's text; the text is empty where code stands in it.

    The code is passed over. ``None`` if the template has no end.
    """
    depths, holds_code = [0], False  # of each open template, how many braces are open in it
    for mark in _IN_TEMPLATE.finditer(source, start):
        text = mark.group()
        if text == "`" and depths[-1]:
            depths.append(0)
        elif text == "`":
            depths.pop()
            if not depths:
                return mark.end(), "" if holds_code else source[start : mark.start()]
        elif text == "${" or (text == "{" and depths[-1]):
            depths[-1] += 1
            holds_code = True
        elif text == "}" and depths[-1]:
            depths[-1] -= 1
    return None


def _imported(place: _Place) -> bool:
    return place.last in _IMPORTING or place.context in _IMPORTING


def _step(place: _Place, kind: str, text: str) -> None:
    """Move on over a token that is no string."""
    if kind == "word":
        place.word = text
    elif kind == "open":
        _open(place, text)
    elif kind == "close":
        if place.brackets:
            place.context, place.whole = place.brackets.pop()
        place.word = ""
    elif text in (",", ";"):
        place.context = place.brackets[-1][0] if place.brackets else ""
        place.typed, place.choices = False, 0
    elif text == "?":
        place.choices += 1
    elif text == "." and place.last == "?":
        place.choices -= 1
    elif text == ":" and place.choices:
        place.choices -= 1
        if place.last == "?":  # an optional property of TypeScript
            place.context, place.typed = place.word, True
    elif text in _NAMING and place.word:
        if not (text == "=" and place.typed):
            place.context = place.word
        place.typed = text == ":"
    place.last = text


def _open(place: _Place, bracket: str) -> None:
    """Enter a bracket. The name that it stands under holds inside it, and a comma inside leads back to it."""
    called = bracket == "(" and place.word and place.last == place.word
    if called or place.last in _IMPORTING:
        place.context = place.word
    place.brackets.append((place.context, place.whole))
    if called:
        place.whole = place.word not in _PARTIAL
    elif bracket != "(":
        place.whole = True
    place.typed = False
