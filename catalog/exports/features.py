"""Features: an Arrow schema in the words of Hugging Face `datasets`, in the Parquet metadata and in the card.

The old list syntax, `[{"_type": "Image"}]`, opens in datasets 2.21 to 5.2; what datasets 4 and 5 write themselves,
`{"_type": "List"}`, can't be opened by 2 and 3, which trainers still pin.
"""

import json
from typing import Any

import pyarrow as pa

from synthloom.catalog.exports.format import IMAGE, Container


def parquet_metadata(schema: pa.Schema) -> dict[str, str]:
    """The `huggingface` key for a file of this schema."""
    features = {field.name: _feature(field.type) for field in schema}
    return {"huggingface": json.dumps({"info": {"features": features}})}


def card_features(schema: pa.Schema, container: Container = "parquet") -> list[dict[str, Any]]:
    """The `features` of a config in the card's YAML; in JSON Lines a picture is the path of its file."""
    picture = "image" if container == "parquet" else "string"
    return [{"name": field.name, **_card_feature(field.type, picture)} for field in schema]


def _feature(kind: pa.DataType) -> Any:
    if kind == IMAGE:
        return {"_type": "Image"}
    if pa.types.is_struct(kind):
        return {field.name: _feature(field.type) for field in kind}
    if pa.types.is_list(kind):
        return [_feature(kind.value_type)]
    return {"dtype": _dtype(kind), "_type": "Value"}


def _card_feature(kind: pa.DataType, picture: str) -> dict[str, Any]:
    if kind == IMAGE:
        return {"dtype": picture}
    if pa.types.is_struct(kind):
        return {"struct": [{"name": field.name, **_card_feature(field.type, picture)} for field in kind]}
    if pa.types.is_list(kind):
        inner = _card_feature(kind.value_type, picture)
        return {"list": inner.get("dtype") or inner.get("struct") or inner}
    return {"dtype": _dtype(kind)}


def _dtype(kind: pa.DataType) -> str:
    return {"double": "float64", "float": "float32"}.get(str(kind), str(kind))
