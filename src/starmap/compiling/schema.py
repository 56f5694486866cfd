"""The JSON Schema of the data, with the line below each field of the records as its description."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind, models_json_schema

from starmap import capabilities, lifecycle, limits, model, pricing
from starmap.model import Author, Model, Offering, Provider
from starmap.records import Record

__all__ = ["field_docs", "json_schema"]


def json_schema() -> dict[str, Any]:
    """One schema with a definition for each kind of record; a line of a data file holds one such record."""
    kinds: list[type[BaseModel]] = [Model, Offering, Author, Provider]
    _, schema = models_json_schema(
        [(kind, "serialization") for kind in kinds], ref_template="#/$defs/{model}", schema_generator=_Generator
    )
    for module in (capabilities, lifecycle, limits, model, pricing):
        for name, record in vars(module).items():
            if isinstance(record, type) and issubclass(record, Record) and name in schema["$defs"]:
                definition = schema["$defs"][name]
                definition["description"] = inspect.cleandoc(record.__doc__ or "")
                for field, text in field_docs(record).items():
                    if field in definition.get("properties", {}):
                        definition["properties"][field]["description"] = text
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "starmap", **schema}


def field_docs(record: type) -> dict[str, str]:
    """The line below each field of a record or a named tuple, inherited ones included."""
    docs: dict[str, str] = {}
    for cls in reversed(record.__mro__):
        if not issubclass(cls, Record | tuple) or cls in (Record, tuple):
            continue
        body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
        statements = body.body if isinstance(body, ast.ClassDef) else []
        for statement, following in pairwise(statements):
            if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
                continue
            if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
                docs[statement.target.id] = inspect.cleandoc(str(following.value.value))
    return docs


class _Generator(GenerateJsonSchema):
    """Pydantic's own, without its warning that an empty ``FrozenMap`` cannot be written as a default."""

    ignored_warning_kinds: set[JsonSchemaWarningKind] = {"skipped-choice", "non-serializable-default"}  # noqa: RUF012
