"""The tables of a corpus, written from shards: what `assemble.py` numbers, with nodes in the place of hashes.

    write_pointing(folder, stems, numbering, "facts", files.FACTS) → facts.parquet, facts_offsets.npy, 3338

Rows keep the order of the source, so a page's rows stand together and its offset finds them.
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from synthloom.catalog.corpus import files
from synthloom.catalog.corpus.key import key as key_of
from synthloom.catalog.corpus.lookup import write_lookup
from synthloom.catalog.corpus.numbering import Numbering
from synthloom.catalog.corpus.rows import RowGroups
from synthloom.catalog.corpus.search import PassageWriter
from synthloom.catalog.corpus.titles import without_bracket
from synthloom.schemas.corpus import Graph


def write_pages(folder: Path, stems: Sequence[Path], numbering: Numbering, graph: Graph, language: str) -> None:
    """Pages, texts, aliases, the search index and the lookup of titles."""
    nodes = np.concatenate([np.zeros(0, np.int32), *numbering.redirects])
    titles = pa.concat_tables([files.SHARD_REDIRECT.empty_table(), *(read_shard(stem, "redirects") for stem in stems)])
    kept = titles["title"].filter(pa.array(nodes >= 0)).combine_chunks()
    nodes = nodes[nodes >= 0]
    by_node = np.argsort(nodes, kind="stable")
    sorted_nodes, sorted_titles = nodes[by_node], kept.take(pa.array(by_node))

    pages = RowGroups(folder / "pages.parquet", files.PAGES, files.PAGES_GROUP)
    texts = RowGroups(folder / "texts.parquet", files.TEXTS, files.TEXTS_GROUP)
    aliases = RowGroups(folder / "aliases.parquet", files.ALIASES, files.ROWS_GROUP)
    passages = PassageWriter(folder / "search", language)

    def titles_of_shards() -> Iterator[list[str]]:
        for stem, shard_nodes in zip(stems, numbering.pages, strict=True):
            table = read_shard(stem, "pages").filter(pa.array(shard_nodes >= 0))
            own = shard_nodes[shard_nodes >= 0]
            if len(own) == 0:
                continue
            low, high = np.searchsorted(sorted_nodes, [own[0], own[-1] + 1])
            redirected: dict[int, list[str]] = {}
            for node, title in zip(sorted_nodes[low:high].tolist(), sorted_titles[low:high].to_pylist(), strict=True):
                redirected.setdefault(node, []).append(title)
            own_titles: list[str] = table["title"].to_pylist()
            names = [
                _names(title, redirected.get(node, []), given)
                for node, title, given in zip(own.tolist(), own_titles, table["aliases"].to_pylist(), strict=True)
            ]
            pages.add(
                table.set_column(table.schema.get_field_index("aliases"), "aliases", pa.array(names, files.TEXT_LIST))
                .append_column("node", pa.array(own))
                .append_column("in_degree", pa.array(graph.in_degree[own]))
            )
            texts.add(table.select(["text"]))
            rows = [(node, name) for node, named in zip(own.tolist(), names, strict=True) for name in named]
            columns = [[node for node, _ in rows], [name for _, name in rows], [key_of(name) for _, name in rows]]
            aliases.add(pa.Table.from_pydict(dict(zip(files.ALIASES.names, columns, strict=True)), files.ALIASES))
            cuts = table["passages"].to_pylist()
            for node, title, text, cut in zip(own.tolist(), own_titles, table["text"].to_pylist(), cuts, strict=True):
                passages.add(node, title, (text[a:b] for a, b in zip(cut[::2], cut[1::2], strict=True)))
            yield own_titles
        for start in range(0, len(kept), files.ROWS_GROUP):
            yield kept.slice(start, files.ROWS_GROUP).to_pylist()

    write_lookup(folder, titles_of_shards(), numbering.rows, nodes)
    for table in (pages, texts, aliases, passages):
        table.close()


def _names(title: str, redirects: list[str], given: list[str]) -> list[str]:
    """A page's names: its title, that without its bracket, redirects to it, those the page gives."""
    return [name for name in dict.fromkeys([title, without_bracket(title), *redirects, *given]) if len(name) > 1]


def write_pointing(folder: Path, stems: Sequence[Path], numbering: Numbering, name: str, schema: pa.Schema) -> int:
    """`facts` or `mentions`: rows in the order of pages, and where those of each page start; the number of rows."""
    rows = RowGroups(folder / f"{name}.parquet", schema, files.ROWS_GROUP)
    counts = np.zeros(numbering.articles + 1, np.int64)
    for stem, nodes in zip(stems, numbering.pages, strict=True):
        table = read_shard(stem, name)
        sources, targets = pointers(table, nodes, numbering)
        kept = sources >= 0
        if name == "mentions":
            kept &= (targets >= 0) & (targets != sources)
        if kept.any():
            first, last = int(sources[kept].min()), int(sources.max())
            counts[first + 1 : last + 2] += np.bincount(sources[kept] - first, minlength=last - first + 1)
        table = table.append_column("node", pa.array(sources)).append_column("target", pa.array(targets))
        rows.add(table.filter(pa.array(kept)))
    rows.close()
    offsets = np.cumsum(counts)
    np.save(folder / f"{name}_offsets.npy", offsets)
    return int(offsets[-1])


def write_links(folder: Path, graph: Graph) -> None:
    """The links once more as a table, for SQL."""
    rows = RowGroups(folder / "links.parquet", files.LINKS, files.ROWS_GROUP * 4)
    step = files.ROWS_GROUP
    for start in range(0, len(graph.excluded), step):
        ends = graph.offsets[start : start + step + 1]
        sources = np.repeat(np.arange(start, start + len(ends) - 1, dtype=np.int32), np.diff(ends))
        targets = graph.targets[ends[0] : ends[-1]]
        rows.add(pa.Table.from_arrays([pa.array(sources), pa.array(targets)], files.LINKS.names))
    rows.close()


def write_facts_by_value(folder: Path) -> None:
    """Facts with titles, sorted by relation and key: a value is found in a few row groups, whatever the size."""
    import duckdb

    with duckdb.connect(config={"temp_directory": str(folder / "spill"), "memory_limit": "4GB"}) as duck:
        batches = duck.sql(
            "SELECT f.node, p.title, p.type, f.relation, f.value, f.key, f.target, t.title AS target_title, f.origin "
            "FROM read_parquet($facts, file_row_number = true) f JOIN read_parquet($pages) p ON p.node = f.node "
            "LEFT JOIN read_parquet($pages) t ON t.node = f.target ORDER BY f.relation, f.key, f.file_row_number",
            params={"facts": str(folder / "facts.parquet"), "pages": str(folder / "pages.parquet")},
        ).to_arrow_reader(files.ROWS_GROUP)
        with pq.ParquetWriter(folder / "facts_by_value.parquet", batches.schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
    shutil.rmtree(folder / "spill", ignore_errors=True)


def read_shard(stem: Path, table: str, *columns: str) -> pa.Table:
    """One table of a shard, whole or some columns."""
    return pq.read_table(f"{stem}.{table}.parquet", columns=list(columns) or None)


def pointers(
    table: pa.Table, nodes: NDArray[np.int32], numbering: Numbering
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """From and to, as nodes, of a shard's rows."""
    return nodes[table["page"].to_numpy()], numbering.resolve(table["hash"].to_numpy())
