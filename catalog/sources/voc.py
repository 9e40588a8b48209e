"""Pascal VOC: one XML file for each picture, with boxes and names.

<annotation><filename>raccoon-1.jpg</filename><object><name>raccoon</name><bndbox>…
→ {"image": "raccoon-1.jpg", "regions": (Box("raccoon", (80, 87, 522, 408)),), "size": (650, 417)}
"""

import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from synthloom.catalog.sources.raw import Box, Raw, Rows, Table, bad_row, fault_of, is_size


def open_voc(files: Sequence[Path], root: Path) -> Table:
    """Annotation files as one table."""
    return Table("voc", tuple(files), lambda _: _read(files, root), count=len(files))


def _read(files: Sequence[Path], root: Path) -> Rows:
    for path in files:
        where, data = path.relative_to(root).as_posix(), path.read_bytes()
        # Entities are how XML is made to explode; annotations have none.
        if re.search(rb"<!(DOCTYPE|ENTITY)", data):
            yield bad_row("bad_xml", where, "declares entities", content=data)
            continue
        try:
            top = ElementTree.fromstring(data)
            boxes = tuple(box for entry in top.iter("object") for box in _boxes(entry))
            size = _size(top)
        except (ElementTree.ParseError, ValueError, OverflowError) as error:
            yield bad_row("bad_xml", where, str(error)[:200], content=data)
            continue
        name = (top.findtext("filename") or "").strip()
        if fault := fault_of(name):
            yield bad_row(fault, where, content=data)
            continue
        # Many tools leave the suffix out, or write the name the picture had before it was renamed.
        places = [path.with_name(name), path.parent.parent / "images" / name, path.parent.parent / "JPEGImages" / name]
        known = name if name and any(place.is_file() for place in places) else path.stem
        yield Raw(where, {"image": known, "regions": boxes} | ({"size": size} if size else {}))


def _boxes(entry: ElementTree.Element) -> tuple[Box, ...]:
    """VOC counts pixels from 1 and its far edges are part of the box."""
    name, box = (entry.findtext("name") or "").strip(), entry.find("bndbox")
    if box is None or not name:
        raise ValueError("an object without a name or a box")
    x0, y0, x1, y1 = (float(box.findtext(key) or "nan") for key in ("xmin", "ymin", "xmax", "ymax"))
    return (Box(name, (x0 - 1, y0 - 1, x1, y1)),)


def _size(top: ElementTree.Element) -> tuple[int, int] | None:
    width, height = (int(float(top.findtext(f"size/{key}") or "0")) for key in ("width", "height"))
    return (width, height) if is_size(width, height) else None
