"""Shards put together: one numbered corpus of tables, link arrays, title lookup and search index.

    assemble(reader, "5d0c1f…", folder/"corpus", [folder/"parts/000000", …]) → folder/"corpus"/corpus.json, written last

Shards are gone through in order, one in memory at a time; beside them the process holds arrays of 60 bytes an article
or redirect, and the redirects' titles.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import file_digest
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from synthloom.catalog.corpus import files
from synthloom.catalog.corpus.back import explained, facts_back, names_back
from synthloom.catalog.corpus.edges import Edges
from synthloom.catalog.corpus.graph import write_graph
from synthloom.catalog.corpus.numbering import Numbering, number
from synthloom.catalog.corpus.tables import (
    pointers,
    read_shard,
    write_facts_by_value,
    write_links,
    write_pages,
    write_pointing,
)
from synthloom.catalog.durable import sync
from synthloom.schemas.corpus import CorpusInfo
from synthloom.schemas.wiki import Reader

MOST_RELATIONS = 65_000
"""What fits 16 bits; the rarest infobox keys of a wiki with more count as unknown."""
_RANK = {"infobox": 0, "lead": 1, "text": 2, "category": 3}


def assemble(reader: Reader, key: str, folder: Path, stems: Sequence[Path]) -> None:
    """Write the corpus of these shards into a folder; what lies there is thrown away."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    told = [json.loads(stem.with_suffix(".json").read_text(encoding="utf-8")) for stem in stems]
    numbering = number(stems)
    dropped = numbering.dropped + sum((Counter(part["passed"]) for part in told), Counter())
    names = _relation_names(stems)
    graph = write_graph(folder, _excluded(stems, numbering), _edges(stems, numbering, names, dropped), names)
    write_pages(folder, stems, numbering, graph, reader.language)
    facts = write_pointing(folder, stems, numbering, "facts", files.FACTS)
    write_pointing(folder, stems, numbering, "mentions", files.MENTIONS)
    write_links(folder, graph)
    write_facts_by_value(folder)
    info = CorpusInfo(
        key=key,
        name=reader.name,
        revision=reader.revision,
        licence=reader.licence,
        language=reader.language,
        articles=numbering.articles,
        redirects=sum(int((nodes >= 0).sum()) for nodes in numbering.redirects),
        links=len(graph.targets),
        facts=facts,
        bad=dict(sorted(Counter(bad[1] for part in told for bad in part["bad"]).items())),
        address=_address(reader),
    )
    with (folder / "bad.jsonl").open("w", encoding="utf-8") as file:
        for where, reason, detail in (bad for part in told for bad in part["bad"]):
            file.write(json.dumps({"where": where, "reason": reason, "detail": detail}, ensure_ascii=False) + "\n")
    hashes = {str(path.relative_to(folder)): _digest(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    marker = {
        **info._asdict(),
        "format": files.FORMAT,
        "dropped": {name: count for name, count in sorted(dropped.items()) if count},
        "files": hashes,
    }
    (folder / "corpus.json").write_text(json.dumps(marker, ensure_ascii=False, indent=1), encoding="utf-8")
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def _address(reader: Reader) -> str:
    """Where a reader's pictures are found again: its path or address; of the built-in one its name."""
    path = getattr(reader, "path", None)
    if isinstance(path, Path):
        return str(path.absolute())
    return str(getattr(reader, "address", ""))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _excluded(stems: Sequence[Path], numbering: Numbering) -> NDArray[np.bool_]:
    excluded = np.zeros(numbering.articles, bool)
    for stem, nodes in zip(stems, numbering.pages, strict=True):
        marks = read_shard(stem, "pages", "excluded")["excluded"].to_numpy(zero_copy_only=False)
        excluded[nodes[nodes >= 0]] = marks[nodes >= 0]
    return excluded


def _relation_names(stems: Sequence[Path]) -> tuple[str, ...]:
    """Relations of facts that are links, in order of the alphabet; the most frequent, should they be too many."""
    counts: Counter[str] = Counter()
    for stem in stems:
        table = read_shard(stem, "facts", "relation", "hash")
        linked = table["relation"].filter(pa.array(table["hash"].to_numpy() != 0))
        for row in linked.value_counts().to_pylist():
            counts[row["values"]] += row["counts"]
    most = sorted(sorted(counts, key=lambda name: (-counts[name], name))[:MOST_RELATIONS])
    return (*most, *names_back(most))


def _edges(
    stems: Sequence[Path], numbering: Numbering, names: tuple[str, ...], dropped: Counter[str]
) -> Iterator[Edges]:
    """Links of each shard, with the relation of the first fact that points the same way."""
    codes = {name: code for code, name in enumerate(names, 1)}
    back = facts_back(stems, numbering, codes)
    for stem, nodes in zip(stems, numbering.pages, strict=True):
        sources, targets = pointers(read_shard(stem, "mentions", "page", "hash"), nodes, numbering)
        dropped["link_to_nothing"] += int(((sources >= 0) & (targets < 0)).sum())
        dropped["link_to_itself"] += int(((sources >= 0) & (targets == sources)).sum())
        real = (sources >= 0) & (targets >= 0)
        sources, targets = sources[real], targets[real]
        facts = read_shard(stem, "facts", "page", "hash", "relation", "origin")
        of, to = pointers(facts, nodes, numbering)
        relations = np.array([codes.get(name, 0) for name in facts["relation"].to_pylist()], np.uint16)
        ranks = np.array([_RANK.get(origin, len(_RANK)) for origin in facts["origin"].to_pylist()], np.int8)
        said = np.isin(of.astype(np.int64) << 32 | to, sources.astype(np.int64) << 32 | targets) & (of >= 0) & (to >= 0)
        best = np.flatnonzero(said)[np.argsort(ranks[said], kind="stable")]
        direct = Edges(
            np.concatenate([of[best], sources]),
            np.concatenate([to[best], targets]),
            np.concatenate([relations[best], np.zeros(len(sources), np.uint16)]),
        )
        yield explained(direct, back)
