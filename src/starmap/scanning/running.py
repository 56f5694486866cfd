"""The scan: every file of the paths, every string of it, and what the catalog says of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from starmap.lifecycle import today
from starmap.registry import Catalog
from starmap.scanning.files import Language, UnreadableFileError, language_of, read_source, walk
from starmap.scanning.findings import Finding, Findings, Rule, Skipped
from starmap.scanning.ignores import Ignores, ignores_file, ignores_line
from starmap.scanning.literals import UNREADABLE, Literal, names_no_model, quoted, speaks_of_models
from starmap.scanning.notebook_strings import Reader, markdown_literals, notebook_literals
from starmap.scanning.python_strings import python_literals
from starmap.scanning.script_strings import GO, JAVASCRIPT, PYTHON, script_literals
from starmap.scanning.setting_strings import environment_literals, json_literals, toml_literals, yaml_literals
from starmap.scanning.verdicts import Judge

__all__ = ["WITHIN", "scan"]

WITHIN = 90
"""How many days ahead of its retirement a model is reported, unless the caller says otherwise."""


def scan(
    paths: Sequence[str | Path],
    catalog: Catalog,
    *,
    day: date | None = None,
    within: int = WITHIN,
    markdown: bool = False,
    everything: bool = False,
    ignores: Sequence[Ignores] = (),
) -> Findings:
    """The places in files that name a model which is retired, retires within so many days, is deprecated or missing.

    Only a whole string that means an entry exactly counts as a name. ``day`` is today (UTC) if not given; with
    ``markdown`` code in Markdown counts too; with ``everything`` models that nothing is wrong with are listed as
    ``used``. Files that cannot be read as what they are stand in ``skipped``. Raises ``OSError`` for a path given that
    does not exist or cannot be opened.

    >>> scan([], catalog).found
    ()
    """
    day = day or today()
    judge = Judge(catalog, day, within)
    known = list(ignores)
    found: list[Finding] = []
    skipped: list[Skipped] = []
    files = lines = 0
    named = [Path(path) for path in paths]
    for file in walk(named, known):
        language = language_of(file)
        if language is None or (language is Language.MARKDOWN and not markdown):
            continue
        name = _told(file)
        try:
            source = read_source(file)
        except (UnreadableFileError, OSError) as error:
            if isinstance(error, OSError) and file in named:
                raise
            skipped.append(Skipped(path=name, reason=_reason(error)))
            continue
        files, lines = files + 1, lines + source.count("\n") + 1
        if ignores_file(source):
            continue
        try:
            literals = _literals(source, language, judge, name, skipped)
        except UNREADABLE as error:
            skipped.append(Skipped(path=name, reason=f"it is not {language}: {_reason(error)}"))
            continue
        found += _findings(literals, source, name, judge, day, everything, known)
    return Findings(found=tuple(found), skipped=tuple(skipped), files=files, lines=lines, day=day)


def reader_of(language: str) -> Reader | None:
    """What reads code of a language, by the name that a fenced block gives it; ``None`` for one not known."""
    return _READERS.get(_SHORT.get(language, language))


_READERS: dict[str, Reader] = {
    Language.PYTHON: python_literals,
    Language.JAVASCRIPT: lambda source, wanted: script_literals(source, JAVASCRIPT, wanted),
    Language.GO: lambda source, wanted: script_literals(source, GO, wanted),
    Language.JSON: json_literals,
    Language.TOML: toml_literals,
    Language.YAML: yaml_literals,
    Language.ENVIRONMENT: environment_literals,
    Language.NOTEBOOK: notebook_literals,
    Language.MARKDOWN: partial(markdown_literals, reader_of=reader_of),
}
_SHORT = {
    **dict.fromkeys(("py", "python3"), "python"),
    **dict.fromkeys(("js", "jsx", "ts", "tsx", "typescript"), "javascript"),
    **dict.fromkeys(("golang",), "go"),
    **dict.fromkeys(("jsonc", "json5"), "json"),
    **dict.fromkeys(("yml",), "yaml"),
    **dict.fromkeys(("dotenv",), "env"),
}
_UNQUOTED = frozenset({Language.YAML, Language.ENVIRONMENT, Language.MARKDOWN, Language.TOML})
"""Languages in which a name may stand without quotation marks."""


def _literals(source: str, language: Language, judge: Judge, name: str, skipped: list[Skipped]) -> list[Literal]:
    """The strings of a file that may name a model. Python that does not parse is read by the tokenizer."""
    if language not in _UNQUOTED and not any(map(judge.wanted, quoted(source))):
        return []
    try:
        return list(_READERS[language](source, judge.wanted))
    except UNREADABLE as error:
        if language is not Language.PYTHON:
            raise
        skipped.append(Skipped(path=name, reason=f"it is not Python, so only its strings were read: {_reason(error)}"))
        return list(script_literals(source, PYTHON, judge.wanted))


def _findings(
    literals: Sequence[Literal],
    source: str,
    name: str,
    judge: Judge,
    day: date,
    everything: bool,
    ignores: Sequence[Ignores],
) -> Iterator[Finding]:
    lines = source.split("\n") if literals else []
    for literal in sorted(set(literals), key=lambda one: (one.line, one.column)):
        verdict = judge.verdict(literal.text)
        if verdict is None or (verdict.rule is Rule.USED and not everything):
            continue
        if names_no_model(literal.context) or (verdict.plain and not speaks_of_models(literal.context)):
            continue
        if ignores_line(lines[literal.line - 1]) or any(ignore.hides_model(literal.text) for ignore in ignores):
            continue
        yield Finding(
            path=name,
            line=literal.line,
            column=literal.column,
            text=literal.text,
            rule=verdict.rule,
            id=verdict.id,
            day=verdict.day,
            days=None if verdict.day is None else (verdict.day - day).days,
            replacement=verdict.replacement,
            sentence=verdict.sentence,
        )


def _told(path: Path) -> str:
    """The path as findings name it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _reason(error: Exception) -> str:
    if isinstance(error, SyntaxError):
        return f"{error.msg} (line {error.lineno})"
    if isinstance(error, OSError):
        return error.strerror or "it cannot be opened"
    if isinstance(error, RecursionError | MemoryError):
        return "it is nested too deep"
    return str(error)
