"""Licences, found by looking: a dataset card, a LICENSE file, or what an annotation file says of itself.

    "Creative Commons Attribution 4.0 International License" → "CC-BY-4.0"

Recognised ones are named by their SPDX id, others keep the source's own words.
"""

import re
from collections.abc import Mapping
from pathlib import Path

UNKNOWN = "unknown"
_CREATIVE_URL = re.compile(r"creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)", re.IGNORECASE)
_CREATIVE_SHORT = re.compile(r"\bcc[- ](by(?:[- ](?:nc|nd|sa))*)[- ](\d(?:\.\d)?)", re.IGNORECASE)
_CREATIVE_WORDS = re.compile(r"(attribution[a-z -]*?)(?:licen[sc]e)? *(\d\.\d)", re.IGNORECASE)
_SPDX = {
    "apache-2.0": "Apache-2.0", "apache 2.0": "Apache-2.0", "mit": "MIT", "bsd-3-clause": "BSD-3-Clause",
    "bsd-2-clause": "BSD-2-Clause", "cc0-1.0": "CC0-1.0", "gpl-3.0": "GPL-3.0-only", "odc-by": "ODC-By-1.0",
    "cdla-permissive-1.0": "CDLA-Permissive-1.0", "cdla-permissive-2.0": "CDLA-Permissive-2.0", "odbl": "ODbL-1.0",
}  # fmt: skip
_FULL_TEXTS = (
    (r"Apache License\s+Version 2\.0", "Apache-2.0"),
    (r"Permission is hereby granted, free of charge, to any person obtaining a copy", "MIT"),
    (r"Redistribution and use in source and binary forms[\s\S]*Neither the name", "BSD-3-Clause"),
    (r"Redistribution and use in source and binary forms", "BSD-2-Clause"),
    (r"GNU GENERAL PUBLIC LICENSE\s+Version 3", "GPL-3.0-only"),
    (r"Community Data License Agreement.{0,5}Permissive.{0,5}Version 1\.0", "CDLA-Permissive-1.0"),
    (r"CC0 1\.0 Universal", "CC0-1.0"),
)


def spdx(words: str) -> str:
    """The SPDX id a licence's name, address or card tag stands for; else the words, on one line."""
    words = " ".join(words.split())
    if words.lower() in _SPDX:
        return _SPDX[words.lower()]
    if found := _CREATIVE_URL.search(words):
        if found[1].lower() == "publicdomain":
            return f"CC0-{found[3]}" if found[2].lower() == "zero" else words
        return f"CC-{found[2].upper()}-{found[3]}"
    if found := _CREATIVE_SHORT.search(words):
        version = found[2] if "." in found[2] else f"{found[2]}.0"
        return f"CC-{found[1].upper().replace(' ', '-')}-{version}"
    if "creative commons" in words.lower() and (found := _CREATIVE_WORDS.search(words)):
        kind = found[1].lower()
        parts = ["BY", *(short for word, short in _CREATIVE_PARTS if word in kind)]
        return f"CC-{'-'.join(parts)}-{found[2]}"
    return words[:200]


_CREATIVE_PARTS = (("noncommercial", "NC"), ("non-commercial", "NC"), ("sharealike", "SA"), ("noderiv", "ND"))


def licence_of_document(document: object) -> str:
    """What an annotation file says of itself: `info.license`, `license` as text or with a name or url, `licenses`."""
    if not isinstance(document, Mapping):
        return ""
    info = document.get("info")
    places = (
        info.get("license") if isinstance(info, Mapping) else None,
        document.get("license"),
        document.get("licenses"),
    )
    for place in places:
        said = {
            words for entry in (place if isinstance(place, list) else [place]) if (words := licence_of_entry(entry))
        }
        if len(said) == 1:
            return said.pop()
    return ""


def licence_of_entry(entry: object) -> str:
    """A licence written as text, or as an object with a url and a name."""
    if isinstance(entry, Mapping):
        named = [
            spdx(text) for key in ("url", "name", "id") if isinstance(text := entry.get(key), str) and text.strip()
        ]
        return next((name for name in named if name.startswith("CC")), named[-1] if named else "")
    return spdx(entry) if isinstance(entry, str) else ""


def licence_of_folder(folder: Path) -> str:
    """What a dataset card (`license:` at the top of README.md) or a LICENSE file says."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.lower() == "readme.md" and path.is_file() and (tag := card_licence(_head(path))):
            return tag
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if (
            re.match(r"licen[sc]e|copying", path.name, re.IGNORECASE)
            and path.is_file()
            and (text := _head(path).strip())
        ):
            return next((name for pattern, name in _FULL_TEXTS if re.search(pattern, text)), spdx(text.splitlines()[0]))
    return ""


def card_licence(card: str) -> str:
    """`license:` of a dataset card's YAML head: one tag or a list of them."""
    if not (front := re.match(r"---\s*\n([\s\S]*?)\n---", card)):
        return ""
    if not (found := re.search(r"^licen[sc]e:[ \t]*(.*(?:\n[ \t]*- .*)*)", front[1], re.MULTILINE)):
        return ""
    tags = [tag.strip(" \t'\"[]") for tag in re.split(r"\n[ \t]*- |,", found[1])]
    return " OR ".join(spdx(tag) for tag in tags if tag)


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(20_000).decode("utf-8", "replace").lstrip("\ufeff")
