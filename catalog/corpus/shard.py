"""One part of a source as tables, made by one process alone.

    write_shard(DumpPart(…), Path("parts/000007"), "en") → parts/000007.pages.parquet, .facts, .mentions, .redirects,
                                                           and last 000007.json: pages, bad pages, what was passed by

Nothing of a part is known to the process that puts the corpus together but these files: it holds hashes, not pages.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from synthloom.catalog.corpus.describe import describe
from synthloom.catalog.corpus.files import SHARD_FACT, SHARD_MENTION, SHARD_PAGE, SHARD_REDIRECT
from synthloom.catalog.corpus.key import key, spaced
from synthloom.catalog.corpus.search import passages
from synthloom.catalog.corpus.titles import left_out, link_title, page_title, title_hash
from synthloom.schemas.wiki import BadPage, Described, Page, Part

SCHEMAS = {
    "pages": SHARD_PAGE,
    "facts": SHARD_FACT,
    "mentions": SHARD_MENTION,
    "redirects": SHARD_REDIRECT,
}
LEAD = 2_000
"""Characters; whole paragraphs. Texts without headings would be lead throughout."""
BATCH = 1_000
"""Pages held as Python values at a time."""


def write_shard(part: Part, stem: Path, language: str) -> int:
    """Read a part and write its tables; the number of articles."""
    shard = _Shard(stem, language)
    for page in part.pages():
        if isinstance(page, BadPage):
            shard.bad.append(page)
        else:
            shard.add(page)
    return shard.close()


class _Shard:
    """The tables of a part as they grow."""

    def __init__(self, stem: Path, language: str) -> None:
        self.stem, self.language = stem, language
        self.bad: list[BadPage] = []
        self.passed: Counter[str] = Counter()
        self.pages = 0
        self.rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SCHEMAS}
        self.hashes: dict[str, int] = {}
        self.writers = {
            name: pq.ParquetWriter(f"{stem}.{name}.parquet", schema, compression="zstd")
            for name, schema in SCHEMAS.items()
        }

    def add(self, page: Page) -> None:
        title = page_title(page.title)
        if reason := _unusable(page, title):
            self.bad.append(BadPage(page.title.encode("utf-8", "replace").decode()[:200], reason))
        elif page.namespace != 0:
            self.passed["other_namespace"] += 1
        elif page.redirect:
            self.rows["redirects"].append((title_hash(title), title, self._hash(page.redirect)))
        else:
            self._add_article(page, title)
        if len(self.rows["pages"]) >= BATCH:
            self._flush()

    def _add_article(self, page: Page, title: str) -> None:
        found = describe(page, self.language)
        self.rows["pages"].append(_page_row(page, title, found, self.language))
        at = self.pages
        for fact in found.facts:
            target = self._hash(fact.target) if fact.target else 0
            self.rows["facts"].append(
                (at, target, fact.relation, fact.value, key(fact.value), fact.sentence, fact.origin)
            )
        mentions = self.rows["mentions"]
        for link in page.links:
            mentions.append((at, self._hash(link.target), link.start, link.end, None, None))
        for field in page.fields:
            for link in field.links:
                anchor = field.value[link.start : link.end] if link.start >= 0 else None
                mentions.append((at, self._hash(link.target), -1, -1, anchor, f"{field.key}: {field.value}"))
        self.pages += 1

    def _hash(self, target: str) -> int:
        """The hash of a link's target; 0 for a mere section. Remembered: most targets come again."""
        known = self.hashes.get(target)
        if known is None:
            title = link_title(target)
            known = self.hashes[target] = title_hash(title) if title else 0
        return known

    def _flush(self) -> None:
        for name, rows in self.rows.items():
            if rows:
                schema = SCHEMAS[name]
                columns = [pa.array(c, f.type) for c, f in zip(zip(*rows, strict=True), schema, strict=True)]
                self.writers[name].write_table(pa.Table.from_arrays(columns, schema=schema))
                rows.clear()

    def close(self) -> int:
        """Finish the tables, then their marker."""
        self._flush()
        for writer in self.writers.values():
            writer.close()
        told = {"pages": self.pages, "passed": dict(self.passed), "bad": self.bad}
        aside = Path(f"{self.stem}.json.tmp")
        aside.write_text(json.dumps(told), encoding="utf-8")
        aside.replace(f"{self.stem}.json")
        return self.pages


def _unusable(page: Page, title: str) -> str:
    """Why a page can't be stored, or nothing."""
    if not title:
        return "no_title"
    fields = (
        text for field in page.fields for text in (field.key, field.value, *(link.target for link in field.links))
    )
    targets = (link.target for link in page.links)
    texts = (page.title, page.text, page.redirect, page.short_description, page.infobox)
    try:
        "".join((*texts, *targets, *fields, *page.categories, *page.files)).encode()
    except UnicodeEncodeError:
        return "lone_surrogate"
    return ""


def lead(text: str) -> str:
    """The text before the first heading, up to `LEAD` characters of whole paragraphs."""
    before: list[str] = []
    size = 0
    for paragraph in text.split("\n\n"):
        if paragraph.lstrip().startswith("==") or (before and size + len(paragraph) > LEAD):
            break
        before.append(paragraph.strip())
        size += len(paragraph)
    return "\n\n".join(filter(None, before))


def _page_row(page: Page, title: str, found: Described, language: str) -> tuple[Any, ...]:
    before = lead(page.text)
    rows = " ".join(f"{field.key} {field.value}" for field in page.fields)
    return (
        title_hash(title),
        page.text,
        [place for span in passages(page.text) for place in span],
        title,
        page.page_id,
        page.revision,
        found.type,
        found.stratum,
        page.short_description,
        before,
        page.infobox,
        page.categories,
        page.files,
        found.aliases,
        page.disambiguation or left_out(title, language),
        spaced(f"{before} {rows}"),
    )
