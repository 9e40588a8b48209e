"""Records as Arrow tables and back, with the schema taken from the record's type, never guessed from rows.

    arrow_schema(VqaItem).field("image") → struct<hash: string, mime: string, width: int64, height: int64>

A guessed schema changes with the rows (an empty list has no type, a null no kind), and shards of one step would
no longer fit each other.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import pyarrow as pa
from pydantic import BaseModel

from synthloom.schemas.records import Record

R = TypeVar("R", bound=Record)
PLAIN = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), bytes: pa.binary()}


@cache
def arrow_schema(record_type: type[BaseModel]) -> pa.Schema:
    """The Arrow schema of a record type: models are structs, tuples lists, dicts maps, `None` nullable."""
    return pa.schema(_fields(record_type))


def _fields(model: type[BaseModel]) -> list[pa.Field]:
    return [_field(name, info.annotation) for name, info in model.model_fields.items()]


def _field(name: str, annotation: Any) -> pa.Field:
    if get_origin(annotation) in (Union, UnionType):
        (inner,) = (part for part in get_args(annotation) if part is not NoneType)
        return pa.field(name, _arrow_type(inner), nullable=True)
    return pa.field(name, _arrow_type(annotation), nullable=False)


def _arrow_type(annotation: Any) -> pa.DataType:
    if annotation in PLAIN:
        return PLAIN[annotation]
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return PLAIN[type(args[0])]
    if origin is tuple:
        return pa.list_(_field("item", args[0]))
    if origin is dict:
        return pa.map_(_arrow_type(args[0]), _field("value", args[1]))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return pa.struct(_fields(annotation))
    raise TypeError(
        f"a record field of type {annotation} has no Arrow type; use str, int, float, bool, a tuple, a dict or a model"
    )


def to_table(records: Sequence[Record], record_type: type[Record]) -> pa.Table:
    """Records of one type as a table; an empty list gives an empty table of the same schema."""
    return pa.Table.from_pylist([record.model_dump() for record in records], schema=arrow_schema(record_type))


def to_records(table: pa.Table, record_type: type[R]) -> Iterable[R]:
    """The records of a table; columns that aren't fields of the type are left out."""
    names = [name for name in record_type.model_fields if name in table.column_names]
    for row in table.select(names).to_pylist(maps_as_pydicts="strict"):
        yield record_type.model_validate(row)
