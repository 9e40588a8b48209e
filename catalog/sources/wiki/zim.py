"""A Kiwix ZIM file: the pages of a wiki with their pictures in one file, the easiest complete source offline.

    ZimReader(Path("wikipedia_en_ray_charles_2015-06.zim"))
    A/Georgia_on_My_Mind.html  → Page("Georgia on My Mind", revision=664926433, text=…, files=("Ray_C._Geor.jpg", …))
    A/Georgia_On_My_Mind.html  → Page("Georgia On My Mind", redirect="Georgia on My Mind")

A picture's name is its path in the file without `I/m/` or `I/`, and `image` takes it back. Pictures are the size that
pages show (mostly 220 to 330 pixels wide). A link counts where the file holds its target; Kiwix takes out the others.
The page that the file opens with is no article: it gets the namespace of project pages (4). The file states no
licence; that which the pages' last lines link is told. The revision is the date with the file's own MD5 (which covers
all of it), so it costs no reading; `zimcheck` compares it with the content.
"""

import glob
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from synthloom.catalog.sources.licences import spdx
from synthloom.catalog.sources.wiki.html import find_notice, read_html
from synthloom.catalog.sources.wiki.languages import short_code
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage, Page

if TYPE_CHECKING:
    from libzim.reader import Archive, Entry

ENTRIES = 500
"""Entries of a part, redirects and pictures counted."""
_PICTURES = frozenset(("image/png", "image/jpeg", "image/webp", "image/gif"))
_FOLDERS = ("I/m/", "I/", "")
_REFRESH = re.compile(
    rb"""<meta\s+http-equiv=["']?refresh["']?\s+content=["'][^"']*?url=['"]?([^"'>]+)""", re.IGNORECASE
)
_NAMESPACES = {"User": 2, "Wikipedia": 4, "Project": 4, "File": 6, "Image": 6, "Template": 10, "Help": 12}
_NAMESPACES |= {"Category": 14, "Portal": 100}


@dataclass(frozen=True)
class ZimPart:
    """Entries `start` to `stop` of a file, in the order of their paths."""

    path: Path
    start: int
    stop: int

    def pages(self) -> Iterator[Page | BadPage]:
        """The pages and redirects among the entries."""
        archive = open_zim(self.path)
        main = archive.main_entry.get_item().path if archive.has_main_entry else ""
        for number in range(self.start, self.stop):
            try:
                entry = archive._get_entry_by_id(number)
                page = _read(archive, entry)
            except (RuntimeError, UnicodeDecodeError) as error:
                yield BadPage(f"{self.path.name}: entry {number}", "unreadable_entry", str(error)[:200])
                continue
            if isinstance(page, Page) and entry.path == main:
                page = page._replace(namespace=4)
            if page is not None:
                yield page


@dataclass(frozen=True)
class ZimReader:
    """One ZIM file; of one in parts (`.zimaa`, `.zimab`, …) the first or the name they share is given."""

    path: Path

    @cached_property
    def archive(self) -> "Archive":
        """The open file. Raises `UserError` where it is none or cut off."""
        return open_zim(self.path)

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return _whole(self.path).stem

    @property
    def revision(self) -> str:
        """The file's date and its MD5, such as `2015-06-02 md5:5e1…`."""
        checksum = f"md5:{self.archive.checksum}" if self.archive.has_checksum else f"uuid:{self.archive.uuid}"
        return f"{self._told('Date')} {checksum}".strip()

    @cached_property
    def licence(self) -> str:
        """What the file states, else the licence that the first article's last lines link."""
        if stated := self._told("License"):
            return spdx(stated)
        for number in range(min(self.archive.entry_count, ENTRIES)):
            if licence := _licence_of(self.archive, number):
                return licence
        return "unknown"

    @property
    def language(self) -> str:
        return short_code(self._told("Language").partition(",")[0])

    @property
    def state(self) -> str:
        """Names, sizes and times of the file, or of all its parts."""
        whole = _whole(self.path)
        files = sorted(whole.parent.glob(f"{glob.escape(whole.name)}[a-z][a-z]")) or [whole]
        return "; ".join(f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files)

    @property
    def notes(self) -> tuple[str, ...]:
        creator = self._told("Creator") or "an unnamed creator"
        return (
            f"{self.name}: {self._told('Title') or 'untitled'} by {creator}, {self.archive.article_count} articles",
            "its pictures have licences of their own, which a ZIM file doesn't tell",
        )

    def parts(self) -> Iterator[ZimPart]:
        """Stretches of 500 entries."""
        # In the new scheme ids beyond `entry_count` are metadata and indexes; in the old one there is no such border.
        end = self.archive.entry_count
        for start in range(0, end, ENTRIES):
            yield ZimPart(self.path, start, min(start + ENTRIES, end))

    def image(self, name: str) -> bytes | None:
        """A picture's bytes as the file holds them; None for one it doesn't hold or can't give, and drawings (SVG)."""
        for folder in _FOLDERS:
            if self.archive.has_entry_by_path(folder + name):
                item = self.archive.get_entry_by_path(folder + name).get_item()
                try:
                    return bytes(item.content) if item.mimetype in _PICTURES else None
                except RuntimeError:  # libzim's only error for a damaged stretch
                    return None
        return None

    def _told(self, key: str) -> str:
        held = key in self.archive.metadata_keys
        return self.archive.get_metadata(key).decode("utf-8", "replace").strip() if held else ""


def open_zim(path: Path) -> "Archive":
    """The archive. Raises `UserError` where the file isn't there, isn't a ZIM file, or is cut off."""
    from libzim.reader import Archive

    whole = _whole(path)
    try:
        return Archive(whole)
    except RuntimeError as error:
        what = "isn't a whole ZIM file" if whole.exists() or path.exists() else "isn't there"
        raise UserError(f"{path} {what} ({error}); check its name and size, or download it again") from error


def _whole(path: Path) -> Path:
    return path.with_suffix(".zim") if re.fullmatch(r"\.zim[a-z]{2}", path.suffix) else path


def _read(archive: "Archive", entry: "Entry") -> Page | BadPage | None:
    """The page of an entry; None for what is no page."""
    if not archive.has_new_namespace_scheme and not entry.path.startswith("A/"):
        return None
    namespace = _NAMESPACES.get(entry.title.partition(":")[0], 0) if ":" in entry.title else 0
    if entry.is_redirect:
        target = entry.get_redirect_entry()
        return Page(entry.title, namespace, redirect=target.title) if _is_page(archive, target) else None
    item = entry.get_item()
    if not item.mimetype.startswith("text/html"):
        return None
    content = bytes(item.content)
    if len(content) < 2000 and (refresh := _REFRESH.search(content)):
        target_path = _path(entry.path, refresh.group(1).decode())
        if target_path != entry.path and archive.has_entry_by_path(target_path):
            return Page(entry.title, namespace, redirect=archive.get_entry_by_path(target_path).title)
    titles: dict[str, str] = {}

    def title_of(node: LexborNode) -> str:
        href = node.attributes.get("href") or ""
        if href not in titles:
            titles[href] = _title_at(archive, _path(entry.path, href)) if href else ""
        return titles[href]

    def file_of(address: str) -> str:
        path = _path(entry.path, address)
        if not path or not archive.has_entry_by_path(path) or path.lower().endswith((".svg", ".ogg", ".webm")):
            return ""
        return path.removeprefix("I/").removeprefix("m/") if path.startswith("I/") else path

    page = read_html(content.decode("utf-8"), entry.title, title_of, file_of)._replace(namespace=namespace)
    empty = not (page.text or page.links or page.fields)
    return BadPage(entry.path, "no_text", f"{len(content)} bytes of HTML") if empty else page


def _path(base: str, href: str) -> str:
    """Where an address in a page leads within the file; empty for one outside it or a place in the same page."""
    address = re.split("[#?]", href, maxsplit=1)[0]
    if not address or address.startswith(("//", "data:")) or re.match(r"[a-z][a-z0-9+.-]*://|mailto:|geo:|tel:", href):
        return ""
    return posixpath.normpath(posixpath.join("/" + posixpath.dirname(base), unquote(address))).lstrip("/")


def _title_at(archive: "Archive", path: str) -> str:
    if not path or not archive.has_entry_by_path(path):
        return ""
    entry = archive.get_entry_by_path(path)
    return entry.title if _is_page(archive, entry) else ""


def _is_page(archive: "Archive", entry: "Entry") -> bool:
    if not archive.has_new_namespace_scheme:
        return bool(entry.path.startswith("A/"))
    return bool(entry.is_redirect or entry.get_item().mimetype.startswith("text/html"))


def _licence_of(archive: "Archive", number: int) -> str:
    """The licence that a page's last lines link, as an SPDX id."""
    entry = archive._get_entry_by_id(number)
    if entry.is_redirect or not entry.get_item().mimetype.startswith("text/html"):
        return ""
    try:
        content = bytes(entry.get_item().content)
    except RuntimeError:  # a damaged stretch; the parts count it
        return ""
    root = LexborHTMLParser(content).root
    notice = find_notice(root) if root is not None else None
    link = notice.css_first('a[href*="creativecommons.org"]') if notice is not None else None
    return spdx(link.attributes.get("href") or "") if link is not None else ""
