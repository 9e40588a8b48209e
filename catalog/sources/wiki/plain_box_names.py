"""Which template an infobox comes from, told by its keys, for a print doesn't name it.

box_name(["Kingdom", "Phylum", "Class", "Order"]) → "Taxobox"; box_name(["Born", "Field"]) → "Infobox scientist"
"""

from collections.abc import Sequence

_TELLING = (
    ("Infobox element", {"Name, Symbol, Number"}),
    ("Infobox country", {"Internet TLD", "Calling code"}),
    ("Infobox currency", {"ISO 4217 Code"}),
    ("Taxobox", {"Kingdom", "Class"}),
    ("Taxobox", {"Kingdom", "Order"}),
    ("Taxobox", {"Group", "Family", "Species"}),
    ("Infobox language", {"Spoken in"}),
    ("Infobox language", {"ISO 639-1"}),
    ("Infobox planet", {"Orbital circumference"}),
    ("Infobox philosopher", {"School/tradition"}),
    ("Infobox royalty", {"Reign"}),
    ("Infobox officeholder", {"Preceded by", "Born"}),
    ("Infobox river", {"Basin countries", "Mouth"}),
    ("Infobox company", {"Revenue"}),
    ("Infobox writer", {"Occupation(s)", "Born"}),
    ("Infobox university", {"Undergraduates"}),
    ("Infobox military conflict", {"Combatants"}),
    ("Infobox television", {"No. of episodes"}),
    ("Infobox musical artist", {"Years active", "Label(s)"}),
    ("Chembox", {"CAS number"}),
    ("Infobox settlement", {"Mayor"}),
    ("Infobox scientist", {"Born", "Field"}),
    ("Infobox scientist", {"Born", "Institution"}),
    ("Infobox person", {"Born"}),
    ("Infobox person", {"Birth"}),
)


def box_name(keys: Sequence[str]) -> str:
    """The template that prints such rows; empty where no keys tell. A print doesn't name it."""
    held = {key.partition(" - ")[0] for key in keys} | set(keys)
    return next((name for name, telling in _TELLING if telling <= held), "Infobox" if keys else "")
