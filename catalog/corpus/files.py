"""The files of a corpus folder, and the columns of its tables.

    <catalog>/corpora/5d0c1f…/pages.parquet facts.parquet offsets.npy … corpus.json

Row groups have a fixed number of rows, so that the group of a row is a division. Text lies apart in small groups:
one page's text costs one group.
"""

import pyarrow as pa

FORMAT = 4
"""Part of a corpus's key: raised when the files change, or what is read out of a page."""

PAGES_GROUP = 2_000
TEXTS_GROUP = 256
ROWS_GROUP = 32_768
"""Of `facts.parquet` and `mentions.parquet`."""

TEXT_LIST = pa.list_(pa.string())
PAGE = pa.schema(
    [
        ("title", pa.string()),
        ("page_id", pa.int64()),
        ("revision", pa.int64()),
        ("type", pa.string()),
        ("stratum", pa.string()),
        ("short_description", pa.string()),
        ("lead", pa.string()),
        ("infobox", pa.string()),
        ("categories", TEXT_LIST),
        ("files", TEXT_LIST),
        ("aliases", TEXT_LIST),
        ("excluded", pa.bool_()),
        ("said", pa.string()),
    ]
)
FACT = pa.schema(
    [
        ("relation", pa.string()),
        ("value", pa.string()),
        ("key", pa.string()),
        ("sentence", pa.string()),
        ("origin", pa.string()),
    ]
)
MENTION = pa.schema(
    [
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("anchor", pa.string()),
        ("sentence", pa.string()),
    ]
)
"""A link in the text has a place; one in an infobox has its words and its row instead, and -1 for places."""

_SHARD = [("page", pa.int32()), ("hash", pa.uint64())]
SHARD_PAGE = pa.schema([("hash", pa.uint64()), ("text", pa.string()), ("passages", pa.list_(pa.int32())), *PAGE])
SHARD_FACT = pa.schema([*_SHARD, *FACT])
SHARD_MENTION = pa.schema([*_SHARD, *MENTION])
SHARD_REDIRECT = pa.schema([("hash", pa.uint64()), ("title", pa.string()), ("target", pa.uint64())])
"""In a part's shard, links and facts point to titles by hash (0: none) and to their page by its place in the shard."""

PAGES = pa.schema([("node", pa.int32()), *PAGE, ("in_degree", pa.int32())])
TEXTS = pa.schema([("text", pa.string())])
FACTS = pa.schema([("node", pa.int32()), *FACT, ("target", pa.int32())])
MENTIONS = pa.schema([*MENTION, ("target", pa.int32())])
ALIASES = pa.schema([("node", pa.int32()), ("alias", pa.string()), ("key", pa.string())])
LINKS = pa.schema([("source", pa.int32()), ("target", pa.int32())])
