"""A MediaWiki XML dump: `.xml`, `.bz2` (one stream or many), `.gz`, `.zst`; of any wiki, in any language.

    DumpReader(Path("ltgwiki-latest-pages-articles.xml.bz2")).parts() → Bzip2Part(…), …
    next(part.pages()) → Page(title="Spaneja", page_id=…, text="Spaneja … — vaļsteiba Europā.", links=(Link(…), …), …)

Articles and redirects are read, the latest revision of each; other namespaces are passed over. The index of a
multistream dump isn't needed. UTF-16 with a byte order mark is read too.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from synthloom.catalog.sources.wiki.bzip2_blocks import Block, blocks
from synthloom.catalog.sources.wiki.dump_page import PAGE
from synthloom.catalog.sources.wiki.dump_parts import Bzip2Part, PlainPart
from synthloom.catalog.sources.wiki.dump_stream import as_utf8, cut, decompressed, form_of
from synthloom.catalog.sources.wiki.site import Site, read_site
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Part

PART = 8 << 20
"""Bytes of XML in a part, about: 1 to 2 seconds of work."""
_BLOCKS = 16
_HEAD = 1 << 20
_ENDINGS = (".bz2", ".gz", ".zst", ".xml")


@dataclass(frozen=True)
class DumpReader:
    """The reader of one file. Raises `UserError` where it is no dump."""

    path: Path
    part_bytes: int = PART
    part_blocks: int = _BLOCKS

    @cached_property
    def site(self) -> Site:
        """The wiki, as the head of the file tells it."""
        return read_site(self._head.decode("utf-8", "replace"))

    @cached_property
    def _head(self) -> bytes:
        if not self.path.is_file():
            raise UserError(f"There is no dump at {self.path}; give the path of a MediaWiki XML dump.")
        form = form_of(self.path)
        if form in ("7z", "zip"):
            raise UserError(
                f"{self.path} is a {form} archive, which can't be read in parts; unpack it and give the .xml."
            )
        bad: list[BadPage] = []
        head = b""
        for chunk in as_utf8(decompressed(self.path, bad)):
            head += chunk
            if len(head) >= _HEAD:
                break
        if b"<mediawiki" not in head and PAGE not in head:
            found = bad[0].detail if bad else repr(head[:40].decode("utf-8", "replace"))
            raise UserError(
                f"{self.path} is no MediaWiki XML dump: it begins with {found}; expected <mediawiki> with <page>s,"
                " as .xml, .bz2, .gz or .zst: give such a file (pages-articles of dumps.wikimedia.org is one)."
            )
        return head

    @property
    def name(self) -> str:
        name = self.path.name
        while name.lower().endswith(_ENDINGS):
            name = name.rpartition(".")[0]
        return name

    @cached_property
    def revision(self) -> str:
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    @property
    def licence(self) -> str:
        return self.site.licence

    @property
    def language(self) -> str:
        return self.site.language

    @property
    def state(self) -> str:
        stat = self.path.stat()
        return f"{self.path.resolve()} {stat.st_size} {stat.st_mtime_ns}"

    @property
    def notes(self) -> tuple[str, ...]:
        notes = [] if self.site.spaces else ["the dump has no <siteinfo>: namespaces are told by well-known names"]
        if self.licence == "unknown":
            notes.append("the dump states no licence")
        return tuple(notes)

    def parts(self) -> Iterator[Part]:
        site, form = self.site, form_of(self.path)
        wide = next(decompressed(self.path, []), b"")[:2] in (b"\xff\xfe", b"\xfe\xff")
        if form == "bz2" and not wide:
            yield from self._bzip2_parts()
        elif form == "plain" and not wide:
            size = self.path.stat().st_size
            for start in range(0, size, self.part_bytes):
                yield PlainPart(self.path, start, min(start + self.part_bytes, size), site)
        else:
            yield from cut(self.path, site, self.part_bytes)

    def _bzip2_parts(self) -> Iterator[Part]:
        held: list[Block] = []
        ahead = 160  # blocks of at most 900 kB: 144 MB, more than the largest page that is read
        for block in blocks(self.path):
            held.append(block)
            if len(held) >= self.part_blocks + ahead:
                yield Bzip2Part(self.path, tuple(held[: self.part_blocks]), tuple(held[self.part_blocks :]), self.site)
                del held[: self.part_blocks]
        while held:
            yield Bzip2Part(self.path, tuple(held[: self.part_blocks]), tuple(held[self.part_blocks :]), self.site)
            del held[: self.part_blocks]

    def image(self, name: str) -> bytes | None:
        return None
