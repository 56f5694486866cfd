"""The strings of Python code, found by its syntax tree."""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from starmap.scanning.literals import Literal, Wanted, quoted_lines

__all__ = ["python_literals"]

_PARTIAL = frozenset(
    [
        "startswith",
        "endswith",
        "removeprefix",
        "removesuffix",
        "replace",
        "split",
        "rsplit",
        "partition",
        "rpartition",
        "find",
        "rfind",
        "index",
        "rindex",
        "count",
        "strip",
        "lstrip",
        "rstrip",
    ]
)
"""Methods of a text whose arguments are parts of a name, not names."""

_COUNTING = frozenset({"encoding_for_model"})
"""Functions that only choose a tokenizer: it goes on counting when the model is gone."""

_MATCHING = frozenset(["match", "fullmatch", "search", "compile", "sub", "findall", "finditer", "split"])
_PLACES = (ast.List, ast.Tuple, ast.Set, ast.Starred, ast.IfExp, ast.BoolOp, ast.Await)
"""What passes on the name that it stands under to what it holds."""

Task = tuple[ast.AST, str]


def python_literals(source: str, wanted: Wanted) -> Iterator[Literal]:
    """Every whole string constant that is wanted, with its place and the name it stands under.

    Docstrings are no code; parts of f-strings, of sums and of tests such as ``startswith`` are no whole names. A name
    that only adjacent strings make together may be missed. Raises ``SyntaxError``, ``ValueError`` or
    ``RecursionError`` where the source is not Python.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape in someone's code is not ours to tell
        tree = ast.parse(source)
    lines, marked = source.split("\n"), quoted_lines(source, wanted)
    tasks: list[Task] = [(tree, "")]
    while tasks:
        node, context = tasks.pop()
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and wanted(node.value):
                yield _placed(node, node.value, context, lines)
        elif not isinstance(node, ast.stmt) or _holds(node, marked):
            _spread(node, context, tasks)


def _holds(statement: ast.stmt, marked: Sequence[int]) -> bool:
    """Whether one of the lines lies in a statement. Few do, and walking all of a tree takes longer than parsing it."""
    decorators = getattr(statement, "decorator_list", None)
    first = decorators[0].lineno if decorators else statement.lineno
    place = bisect_left(marked, first)
    return place < len(marked) and marked[place] <= (statement.end_lineno or first)


def _spread(node: ast.AST, context: str, tasks: list[Task]) -> None:
    """The parts of a node that may hold names, each with the name that it stands under."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return
        case ast.JoinedStr(values=parts):
            if len(parts) == 1:
                tasks.append((parts[0], context))
            else:
                tasks += [(part, "") for part in parts if not isinstance(part, ast.Constant)]
        case ast.Assign(targets=targets, value=value):
            tasks.append((value, _name(targets[0])))
            tasks += [(target, "") for target in targets if not isinstance(target, ast.Name)]
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            tasks.append((annotation, _name(target)))
            if value is not None:
                tasks.append((value, _name(target)))
        case ast.NamedExpr(target=target, value=value) | ast.AugAssign(target=target, value=value):
            tasks.append((value, _name(target)))
        case ast.keyword(arg=name, value=value):
            tasks.append((value, name or context))
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                if key is not None:
                    tasks.append((key, context))
                tasks.append((value, _text(key) or context))
        case ast.arguments():
            _parameters(node, tasks)
        case ast.Compare(left=left, ops=ops, comparators=others):
            _comparison(left, ops, others, tasks)
        case ast.Call(func=function, args=arguments, keywords=keywords):
            tasks += [(function, ""), *((keyword, "") for keyword in keywords)]
            _arguments(function, arguments, tasks)
        case ast.BinOp(left=left, right=right):
            tasks += [(side, context) for side in (left, right) if not isinstance(side, ast.Constant)]
        case ast.For(target=target, iter=source) | ast.AsyncFor(target=target, iter=source):
            tasks += [(source, _name(target)), *((part, "") for part in (*node.body, *node.orelse))]
        case ast.comprehension(target=target, iter=source, ifs=conditions):
            tasks += [(source, _name(target)), *((condition, "") for condition in conditions)]
        case ast.Match(subject=subject, cases=cases):
            tasks += [(subject, ""), *((case, _name(subject)) for case in cases)]
        case ast.match_case(pattern=pattern, guard=guard, body=body):
            tasks += [(pattern, context), *((part, "") for part in (*body, guard) if part is not None)]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            tasks += [(part, name if isinstance(part, ast.Return) else "") for part in ast.iter_child_nodes(node)]
        case _:
            kept = context if isinstance(node, (*_PLACES, ast.pattern, ast.Subscript, ast.Return)) else ""
            tasks += [(part, kept) for part in ast.iter_child_nodes(node)]


def _parameters(node: ast.arguments, tasks: list[Task]) -> None:
    plain = [*node.posonlyargs, *node.args]
    for parameter, default in zip(plain[len(plain) - len(node.defaults) :], node.defaults, strict=True):
        tasks.append((default, parameter.arg))
    for parameter, fallback in zip(node.kwonlyargs, node.kw_defaults, strict=True):
        if fallback is not None:
            tasks.append((fallback, parameter.arg))
    for parameter in (*plain, *node.kwonlyargs):
        if parameter.annotation is not None:
            tasks.append((parameter.annotation, parameter.arg))


def _comparison(left: ast.expr, ops: Sequence[ast.cmpop], others: Sequence[ast.expr], tasks: list[Task]) -> None:
    """Each side stands under the name of another; a text looked for inside another text is no whole name."""
    sides = [left, *others]
    name = next((found for found in map(_name, sides) if found), "")
    for place, side in enumerate(sides):
        inside = place < len(ops) and isinstance(ops[place], ast.In | ast.NotIn)
        if inside and isinstance(side, ast.Constant) and not isinstance(sides[place + 1], _PLACES):
            continue
        tasks.append((side, name))


def _arguments(function: ast.expr, arguments: Sequence[ast.expr], tasks: list[Task]) -> None:
    """Arguments stand under the function's name, or under a first argument that is a key: ``get("model", ...)``."""
    name = _name(function)
    whole = name not in _COUNTING
    if isinstance(function, ast.Attribute):
        pattern = name in _MATCHING and isinstance(function.value, ast.Name) and function.value.id in ("re", "regex")
        whole = whole and not (name in _PARTIAL or pattern)
    first = _text(arguments[0]) if len(arguments) > 1 else ""
    for place, argument in enumerate(arguments):
        if whole or not isinstance(argument, ast.Constant | ast.Tuple):
            tasks.append((argument, first if place and first else name))


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value, slice=index):
            return _text(index) or _name(value)
        case ast.Call(func=function):
            return _name(function)
    return ""


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _placed(node: ast.Constant, text: str, context: str, lines: Sequence[str]) -> Literal:
    """The literal with the column of its text, in characters where the tree counts bytes."""
    line = lines[node.lineno - 1] if node.lineno <= len(lines) else ""
    start = node.col_offset if line.isascii() else len(line.encode()[: node.col_offset].decode(errors="replace"))
    return Literal(text, node.lineno, max(line.find(text, start), start) + 1, context)
