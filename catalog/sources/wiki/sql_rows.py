r"""Rows of MySQL dumps, streamed out of their INSERT statements.

INSERT INTO `linktarget` VALUES (1,0,'Foo_(bar)'),(2,0,'L\'Aquila');  columns ("lt_id", "lt_title")
→ (b"1", b"Foo_(bar)"), (b"2", b"L'Aquila")

As mysqldump of MySQL and MariaDB writes them: one statement a line or rows on lines of their own, `_binary 'x'`,
`0x66`, backslash escapes, doubled quotes. A statement that is cut or broken gives a `BadPage`, and reading goes on at
the next. Time grows with the file alone.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from synthloom.catalog.sources.wiki.plain_files import DAMAGE, unpacked
from synthloom.schemas.errors import UserError
from synthloom.schemas.wiki import BadPage

_CHUNK = 1 << 22
_LONGEST_ROW = 1 << 24
_VALUE = rb"(?:_binary )?'(?:[^'\\]++|\\.|'')*+'|[^',()\s]++"
_ESCAPE = re.compile(rb"\\(.)|''", re.DOTALL)
_ESCAPED = {b"0": b"\0", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"Z": b"\x1a"}
_COLUMN = re.compile(rb"^\s*`(\w+)` ", re.MULTILINE)

Values = tuple[bytes, ...]


def read_sql(path: Path, table: str, columns: Sequence[str]) -> Iterator[Values | BadPage]:
    """The named columns of every row, raw; `NULL` stays as it is. Raises `UserError` when the table lacks a column."""
    try:
        yield from _rows(path, table, columns)
    except DAMAGE as error:
        yield BadPage(path.name, "damaged_file", str(error)[:200])


def _rows(path: Path, table: str, columns: Sequence[str]) -> Iterator[Values | BadPage]:
    with unpacked(path) as file:
        pattern: re.Pattern[bytes] | None = None
        order: list[str] = []
        begin = re.compile(rb"INSERT (?:IGNORE )?INTO `?%s`?(?: \(([^)]*)\))? VALUES\s*" % table.encode())
        buffer, at, done = b"", 0, False
        while not done or begin.search(buffer, at):
            head = begin.search(buffer, at)
            if head is None or (head.end() == len(buffer) and not done):
                order = order or _columns(buffer, table)
                more = file.read(_CHUNK)
                done = not more
                buffer, at = buffer[max(at, len(buffer) - 65536) if head is None else at :] + more, 0
                continue
            if head[1]:
                order = re.findall(r"\w+", head[1].decode("ascii", "replace"))
            order = order or _columns(buffer, table)
            pattern = pattern or _pattern(path, order, columns)
            at = head.end()
            while True:
                for row in iter(cast(Any, pattern).scanner(buffer, at).match, None):
                    at = row.end()
                    yield row.groups()
                if buffer[at : at + 1] == b";":
                    break
                more = b"" if done or len(buffer) - at > _LONGEST_ROW else file.read(_CHUNK)
                if not more:
                    yield BadPage(path.name, "broken_insert", buffer[at : at + 150].decode("utf-8", "replace"))
                    break
                buffer, at = buffer[at:] + more, 0


def text_of(value: bytes) -> str:
    """A quoted, binary or hexadecimal value as text; bytes that aren't UTF-8 raise `UnicodeDecodeError`."""
    if value.startswith(b"0x"):
        return bytes.fromhex(value[2:].decode("ascii")).decode()
    value = value.removeprefix(b"_binary ")
    if value.startswith(b"'"):
        value = value[1:-1]
        if b"\\" in value or b"'" in value:
            value = _ESCAPE.sub(lambda match: _ESCAPED.get(match[1], match[1]) if match[1] else b"'", value)
    return value.decode()


def _columns(buffer: bytes, table: str) -> list[str]:
    """The table's columns as its CREATE TABLE lists them; empty when it isn't here."""
    start = buffer.find(b"CREATE TABLE `%s`" % table.encode())
    end = buffer.find(b"\n)", start) if start >= 0 else -1
    return [name.decode() for name in _COLUMN.findall(buffer[start:end])] if end >= 0 else []


def _pattern(path: Path, order: Sequence[str], wanted: Sequence[str]) -> re.Pattern[bytes]:
    missing = [column for column in wanted if column not in order]
    if missing:
        raise UserError(
            f"{path} has columns {', '.join(order) or '(none named)'} and lacks {', '.join(missing)}; expected a "
            "MediaWiki table with its CREATE TABLE statement. Dump it again with mysqldump's default options."
        )
    if [column for column in order if column in wanted] != list(wanted):
        raise ValueError(f"columns must be asked for in the table's order, {order}")
    cells = [b"(%s)" % _VALUE if column in wanted else b"(?:%s)" % _VALUE for column in order]
    return re.compile(rb"\s*,?\s*\(" + b",".join(cells) + rb"\)\s*(?=[,;])", re.DOTALL)
