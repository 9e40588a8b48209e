import hashlib
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthloom.catalog.content_hash import content_hash

MEDIA = pa.struct([("hash", pa.string()), ("mime", pa.string()), ("width", pa.int64()), ("height", pa.int64())])
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("text", pa.string()),
        ("score", pa.float64()),
        ("kept", pa.bool_()),
        ("image", MEDIA),
        ("plan", pa.struct([("z", pa.list_(pa.int64())), ("a", pa.string())])),
        ("regions", pa.list_(pa.struct([("label", pa.string()), ("box", pa.list_(pa.int64())), ("crop", MEDIA)]))),
        ("images", pa.map_(pa.string(), MEDIA)),
    ]
)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8) | st.just('"\\/\n\t\r\b\f\x01é\u2028')
SCORE = st.none() | st.integers(-1000, 1000).map(lambda n: n / 8)
MADE = st.builds(lambda h: {"hash": h, "mime": "image/png", "width": 1, "height": 2}, TEXT)
PICTURE = st.none() | MADE
BOX = st.lists(st.integers(-(2**62), 2**62), max_size=3)
REGION = st.fixed_dictionaries({"label": TEXT, "box": BOX, "crop": PICTURE})
ROW = st.fixed_dictionaries(
    {
        "id": TEXT,
        "text": TEXT,
        "score": SCORE,
        "kept": st.none() | st.booleans(),
        "image": PICTURE,
        "plan": st.none() | st.fixed_dictionaries({"z": BOX, "a": TEXT}),
        "regions": st.lists(REGION, max_size=2),
        "images": st.dictionaries(st.text("img_019é\U0001f600", max_size=6), MADE, max_size=3),
    }
)


def by_definition(rows):
    """Python's own canonical JSON, a line a row, sorted by id."""

    def plain(value):
        if isinstance(value, dict):
            return value["hash"] if "hash" in value else {name: plain(item) for name, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, list) else value

    lines = [
        json.dumps(plain(row), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"
        for row in sorted(rows, key=lambda row: row["id"])
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write(folder, rows, name="rows"):
    path = folder / f"{name}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), path)
    return path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, max_size=6, unique_by=lambda row: row["id"]))
def test_it_is_the_hash_of_canonical_json_sorted_by_id(tmp_path, rows):
    assert content_hash([write(tmp_path, rows)], SCHEMA, tmp_path) == (by_definition(rows), len(rows))


def row(number, **changes):
    plain = {"id": str(number), "text": "a", "score": 0.5, "kept": True, "image": None, "plan": None, "regions": []}
    return plain | changes


def test_neither_the_order_of_rows_nor_their_files_matter(tmp_path):
    rows = [row(number) for number in range(5)]
    whole = content_hash([write(tmp_path, rows)], SCHEMA, tmp_path)
    parts = [write(tmp_path, rows[3:], "a"), write(tmp_path, rows[2::-1], "b")]
    assert content_hash(parts, SCHEMA, tmp_path) == whole


def test_any_changed_field_changes_it(tmp_path):
    before = content_hash([write(tmp_path, [row(1)])], SCHEMA, tmp_path)
    for change in ({"text": "b"}, {"kept": None}, {"plan": {"z": [], "a": ""}}, {"score": None}):
        assert content_hash([write(tmp_path, [row(1, **change)])], SCHEMA, tmp_path) != before


def test_an_id_that_occurs_twice_is_a_bug_of_the_caller(tmp_path):
    paths = [write(tmp_path, [row(1), row(2)], "a"), write(tmp_path, [row(3), row(2)], "b")]
    with pytest.raises(ValueError, match="'2'"):
        content_hash(paths, SCHEMA, tmp_path)
