"""The strings of settings: JSON, TOML, YAML and environment files."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping

from starmap.scanning.literals import Literal, Wanted

__all__ = ["environment_literals", "json_literals", "json_strings", "toml_literals", "yaml_literals"]

_JSON = re.compile(
    r"(?P<string>\"(?:[^\"\\\n]|\\.)*+\")|(?P<comment>//[^\n]*|/\*.*?(?:\*/|\Z)|\"(?:[^\"\\\n]|\\.)*+)|[{}\[\]:,]",
    re.DOTALL,
)
"""A token of JSON. A string without an end is passed over to the end of its line, as a comment is."""
_ASSIGNMENT = re.compile(r"\s*(?:export\s+)?(?P<name>[A-Za-z_][\w.]*)\s*=\s*(?P<value>[\"']?)")
_ITEM = re.compile(r"(?P<blank>[ ]*)(?P<dashes>(?:-[ ]+)*)")
_KEY = re.compile(r"(?P<key>\"[^\"]*\"|'[^']*'|[^\s\"'#\[\]{},&*!|>@`][^#]*?)\s*:(?=\s|$)")
_PROPERTY = re.compile(r"(?:[&!]\S*\s+)+")
_SCALAR = re.compile(r"\"(?P<double>[^\"\\]*)\"|'(?P<single>[^']*)'|(?P<plain>[^\s\"'\[\]{},#|>&*!][^\[\]{},#]*)")


def json_strings(source: str) -> Iterator[Literal]:
    """Every string of JSON, keys too, with the key it stands under. Comments and trailing commas are passed over."""
    line = start_of_line = 0
    keys: list[str] = [""]
    context, last, counted = "", "", 0
    for token in _JSON.finditer(source):
        text, start = token.group(), token.start()
        if token.lastgroup == "comment":
            continue
        if token.lastgroup == "string":
            crossed = source.count("\n", counted, start)
            if crossed:
                line, start_of_line = line + crossed, source.rfind("\n", 0, start) + 1
            counted = start
            last = _unescaped(text)
            yield Literal(last, line + 1, start - start_of_line + 2, context)
        elif text in "{[":
            keys.append(context)
        elif text in "}]":
            context = keys.pop() if len(keys) > 1 else ""
        elif text == ":":
            context = last
        else:
            context = keys[-1]


def json_literals(source: str, wanted: Wanted) -> Iterator[Literal]:
    """Every string of JSON that is wanted."""
    return (literal for literal in json_strings(source) if wanted(literal.text))


def toml_literals(source: str, wanted: Wanted) -> Iterator[Literal]:
    """Every string of TOML that is wanted, keys too. Raises ``ValueError`` where the source is not TOML.

    The parser tells no places. A text is looked for in the source, each time behind the last place where it was found.
    """
    lines = source.split("\n")
    reached: dict[str, tuple[int, int]] = {}
    for text, context in _leaves(tomllib.loads(source), ""):
        if wanted(text):
            line, column = reached[text] = _next_place(text, lines, *reached.get(text, (0, 0)))
            yield Literal(text, line + 1, column, context)


def yaml_literals(source: str, wanted: Wanted) -> Iterator[Literal]:
    """Every scalar of YAML that is wanted, keys too, read line by line.

    Read are ``key: value``, list items and flow collections on one line, plain or quoted. Not read are block scalars,
    scalars over several lines, aliases and merged keys.
    """
    parents: list[tuple[int, str]] = []
    block: int | None = None
    for number, line in enumerate(source.split("\n"), 1):
        item = _ITEM.match(line)
        if item is None or not line.strip():
            continue
        indent, at = len(item["blank"]), item.end()
        if block is not None and indent > block:
            continue
        block = None
        if line.startswith(("#", "---", "..."), at):
            continue
        while parents and parents[-1][0] >= (at if item["dashes"] else indent):
            parents.pop()
        context = parents[-1][1] if parents else ""
        key = _KEY.match(line, at)
        if key is not None:
            name = key["key"].strip("\"'")
            if wanted(name):
                yield Literal(name, number, key.start("key") + 1 + (key["key"][0] in "\"'"), context)
            parents.append((at, name))
            context, at = name, key.end()
        rest = line[at:].strip()
        if rest[:1] in ("|", ">"):
            block = indent
            continue
        yield from (found for found in _scalars(line, at, number, context) if wanted(found.text))


def environment_literals(source: str, wanted: Wanted) -> Iterator[Literal]:
    """Every value of an environment file that is wanted, with its variable."""
    for number, line in enumerate(source.split("\n"), 1):
        setting = _ASSIGNMENT.match(line)
        if setting is None:
            continue
        quote, start = setting["value"], setting.end()
        end = line.find(quote, start) if quote else -1
        value = line[start:end] if end >= 0 else re.split(r"\s+#", line[start:])[0].rstrip()
        if wanted(value):
            yield Literal(value, number, start + 1, setting["name"])


def _scalars(line: str, at: int, number: int, context: str) -> Iterator[Literal]:
    """The scalars of the rest of a line, those of a flow collection with their own keys."""
    while at < len(line):
        while at < len(line) and line[at] in " \t[]{},-" and not (line[at] == "-" and line[at + 1 : at + 2] != " "):
            at += 1
        tagged = _PROPERTY.match(line, at)
        at = at if tagged is None else tagged.end()
        scalar = _SCALAR.match(line, at)
        if scalar is None:
            return
        kind = scalar.lastgroup or ""
        text, at = scalar[kind], scalar.end()
        begin = scalar.start(kind) + 1
        if kind == "plain":
            key, colon, _ = text.partition(": ")
            if colon:
                context, at = key.strip(), begin + len(key)
                yield Literal(context, number, begin, "")
                while at < len(line) and line[at] in ": ":
                    at += 1
                continue
            text = text.rstrip()
        elif line[at : at + 1] == ":":
            context, at = text, at + 1
        yield Literal(text, number, begin, context)
        if line[at : at + 1] == "#" or line[at : at + 2] == " #":
            return
        at += line[at : at + 1] == " "


def _leaves(node: object, context: str) -> Iterator[tuple[str, str]]:
    """Every key and every string below a node, in the order of the file, with the key it stands under."""
    if isinstance(node, str):
        yield node, context
    elif isinstance(node, Mapping):
        for key, value in node.items():
            yield key, context
            yield from _leaves(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, context)


def _next_place(text: str, lines: list[str], line: int, column: int) -> tuple[int, int]:
    """The line, from 0, and the column behind the start of the next place where a text stands by itself."""
    alone = re.compile(rf"(?<![\w./:@-]){re.escape(text)}(?![\w./:@-])")
    for number in range(line, len(lines)):
        written = lines[number]
        found = alone.search(written, column if number == line else 0)
        if found is not None and "#" not in re.sub(r"\"[^\"]*\"|'[^']*'", "", written[: found.start()]):
            return number, found.start() + 1
    return line, column


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text[1:-1]
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text[1:-1]
