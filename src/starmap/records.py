"""The ground every record stands on: frozen, strict, hashable, and a read-only mapping to go inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Self, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, core_schema

__all__ = ["FrozenMap", "PartialDate", "Record"]

K = TypeVar("K")
V_co = TypeVar("V_co", covariant=True)

PartialDate = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
"""A date in the precision its publisher gave: ``2024``, ``2024-10`` or ``2024-10-01``."""


class Record(BaseModel, frozen=True):
    """A frozen pydantic record. Unknown fields are refused; a ``repr`` shows only what is known."""

    # The classes build their validators when first used: a lookup in the packaged data needs none of them.
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True, protected_namespaces=())

    @classmethod
    def trusted(cls, values: dict[str, Any]) -> Self:
        """A record of values that are known to be valid: no check, no validator built, and shared defaults."""
        defaults = _DEFAULTS.get(cls) or _defaults(cls)
        record = object.__new__(cls)
        if len(values) == len(defaults):
            _set_values(record, values)
            _set_named(record, _NAMES[cls])
        else:
            _set_values(record, {**defaults, **values})
            _set_named(record, set(values))
        _set_extra(record, None)
        _set_private(record, None)
        return record

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        fields = type(self).model_fields
        for name, value in self.__dict__.items():
            field = fields.get(name)
            if field is not None and (field.is_required() or value != field.default):
                yield name, value


# The slots that pydantic documents on its models, set directly: ``__setattr__`` of a frozen record refuses.
_set_values = BaseModel.__dict__["__dict__"].__set__
_set_named = BaseModel.__dict__["__pydantic_fields_set__"].__set__
_set_extra = BaseModel.__dict__["__pydantic_extra__"].__set__
_set_private = BaseModel.__dict__["__pydantic_private__"].__set__

_DEFAULTS: dict[type[Record], dict[str, Any]] = {}
_NAMES: dict[type[Record], set[str]] = {}


def _defaults(cls: type[Record]) -> dict[str, Any]:
    _NAMES[cls] = set(cls.model_fields)
    known = _DEFAULTS[cls] = {name: field.default for name, field in cls.model_fields.items()}
    return known


class FrozenMap(Mapping[K, V_co]):
    """A mapping that cannot change: readable like a dict, hashable, and equal to a dict of the same items."""

    __slots__ = ("_items",)

    _items: dict[K, V_co]

    def __init__(self, items: Mapping[K, V_co] | Iterable[tuple[K, V_co]] = ()) -> None:
        object.__setattr__(self, "_items", dict(items))

    def __getitem__(self, key: K) -> V_co:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._items!r})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (dict(self._items),)

    def __copy__(self) -> FrozenMap[K, V_co]:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> FrozenMap[K, V_co]:
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        key, value = get_args(source)
        items = core_schema.dict_schema(handler.generate_schema(key), handler.generate_schema(value))
        return core_schema.json_or_python_schema(
            json_schema=core_schema.no_info_after_validator_function(cls, items),
            python_schema=core_schema.no_info_wrap_validator_function(
                lambda given, check: cls(check(dict(given) if isinstance(given, cls) else given)), items
            ),
            serialization=core_schema.wrap_serializer_function_ser_schema(
                lambda held, serialize: serialize(dict(sorted(held.items()))), schema=items
            ),
        )
