r"""Rows of a table that stands where an infobox would: at the top of a page, in wikis without the template.

    b"\n|-\n| Capital || [[Madrid]]\n|-\n! colspan=2 | Spain\n|-\n| Area || 5 km"
    → [b"Capital=[[Madrid]]", b"Area=5 km"]

A row of two cells is a key and a value; others say nothing.
"""

import re

_ROW = re.compile(rb"\n[ \t]*\|-[^\n]*")
_CELL = re.compile(rb"\n[ \t]*[|!]|\|\||!!")
_ATTRIBUTES = re.compile(rb"\s*[\w-]+\s*=[^|\[\]{}]*\|")
_TEMPLATE = re.compile(rb"\{\{[^{}]*\}\}")


def table_rows(table: bytes) -> list[bytes]:
    """`key=value` for each row of two cells, templates left out."""
    rows = []
    for row in _ROW.split(table):
        cells = [_ATTRIBUTES.sub(b"", cell, count=1).strip() for cell in _CELL.split(_TEMPLATE.sub(b"", row))]
        filled = [cell for cell in cells if cell]
        if len(filled) == 2 and len(filled[0]) < 80 and b"=" not in filled[0] and b"|" not in filled[0]:
            rows.append(b"%b=%b" % (filled[0].rstrip(b":"), filled[1].replace(b"=", b"")))
    return rows
