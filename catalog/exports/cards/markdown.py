r"""Markdown of a card: tables whose cells say what they hold, whatever that is.

    table(["source", "rows"], [["a|b <img>", 1390]])
    → "| source | rows |\n| --- | --- |\n| a\|b &lt;img&gt; | 1,390 |"

Texts of rows come from pages that anybody may have written, so nothing in them becomes a tag, a link or a picture.
"""

import html
import re
from collections.abc import Sequence
from typing import Any

MARKS = re.compile(r"[\[\]`*~\\$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|(?<=[a-z]):(?=//)|(?<=www)\.", re.IGNORECASE)
"""What would begin emphasis, code, a formula or a link; not the `_` within a name."""
LONGEST = 300


class Raw(str):
    """Markdown that is to stand in a cell as it is."""


def table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A table; numbers with their thousands marked, texts escaped."""
    lines = [names, ["---"] * len(names), *([cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def cell(value: Any) -> str:
    """A value as one line."""
    if isinstance(value, Raw):
        return value
    return f"{value:,}" if isinstance(value, int) else plain(str(value))


def plain(text: str, longest: int = LONGEST) -> str:
    """A text of a row as one line, cut at so many characters."""
    line = " ".join(text.split())
    line = f"{line[:longest]}…" if len(line) > longest else line
    safe = MARKS.sub(lambda sign: f"&#{ord(sign[0])};", html.escape(line, quote=False))
    return safe.replace("|", "\\|")


def link(text: str, address: str) -> Raw:
    """A link; the text alone where there is no address."""
    return Raw(f"[{plain(text)}]({address})" if address else plain(text))
