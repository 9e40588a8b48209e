"""People's labels out of a CSV, JSON Lines or Parquet file: one gold label for each id, and what couldn't be read.

    id,label,annotator                     gold {"a1": 1.0}      (two of three said yes)
    a1,yes,Ann                             undecided 1           b7: one yes, one no
    a1,keep,Ben                            bad [BadLabel(line=7, problem="the label 'dunno' is neither yes nor no")]
    a1,no,Cy      b7,yes,Ann   b7,no,Ben   c3,dunno,Ann

Labels are yes or no in several spellings, numbers, or classes: what four of five are decides. Of several annotators the
majority counts, of their numbers the median; an id without a majority is undecided.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from pathlib import Path
from statistics import median
from typing import Any, Literal

import numpy as np

from synthloom.catalog.agreement.files import BadLabel, as_text, read_rows
from synthloom.catalog.agreement.measures import Counts, kappa, quadratic_kappa
from synthloom.schemas.errors import UserError

YES = frozenset({"yes", "y", "keep", "kept", "accept", "accepted", "good", "true", "1"})
NO = frozenset({"no", "n", "reject", "rejected", "drop", "dropped", "bad", "false", "0"})
MOST = 0.8
"""The share of labels that must be of a kind; the others are then bad rows and not a class."""
Kind = Literal["yes/no", "score", "class"]
Value = float | str
"""1.0 or 0.0 for yes or no, a number, or a class."""


@dataclass(frozen=True)
class Annotators:
    """How well the people agree with each other: what no judge can be asked to surpass."""

    names: int
    pairs: int
    """Pairs of annotators who share at least two ids."""
    shared: int
    """Ids with labels of at least two."""
    kappa: float | None
    """The mean of the pairs' kappas (quadratic for scores), weighted by the ids they share."""


@dataclass(frozen=True)
class Labels:
    """What a file says."""

    kind: Kind
    gold: Mapping[str, Value]
    bad: tuple[BadLabel, ...]
    empty: int
    """Rows without a label: not filled in yet."""
    undecided: int
    annotators: Annotators | None


@dataclass(frozen=True)
class _Row:
    line: int
    id: str
    label: str
    annotator: str


def read_labels(path: Path) -> Labels:
    """The labels of a file. Raises `UserError`."""
    bad: list[BadLabel] = []
    found = list(_checked(read_rows(path, bad), bad))
    rows = [row for row in found if row.label]
    if not found and not bad:
        raise UserError(f"{path} holds no rows; it needs one for each id, with columns id and label")
    if not rows:
        told = f", and {len(bad)} rows can't be read ({bad[0].problem})" if bad else ""
        raise UserError(f"{path} holds no label: the column label is empty in all {len(found)} rows{told}; fill it in")
    kind = _kind([row.label for row in rows])
    given = defaultdict[str, dict[str, Value]](dict)
    first = dict[tuple[str, str], _Row]()
    for row in rows:
        value = as_value(row.label, kind)
        if value is None:
            wanted = "neither yes nor no" if kind == "yes/no" else "no number"
            bad.append(BadLabel(row.line, f"the label {row.label[:40]!r} is {wanted}"))
            continue
        before = first.setdefault((row.id, row.annotator), row)
        if given[row.id].setdefault(row.annotator, value) != value:
            raise UserError(
                f"{path}: {row.id} is labelled {before.label!r} in line {before.line} and {row.label!r} in line "
                f"{row.line}{f' by {row.annotator}' if row.annotator else ''}; correct one, or, where two people "
                "labelled, tell who in a column annotator"
            )
    gold = {id_: value for id_, said in given.items() if (value := _majority(list(said.values()), kind)) is not None}
    decided = sum(1 for said in given.values() if said)
    bad.sort(key=lambda one: one.line)
    people = _among_people(given, kind)
    return Labels(kind, gold, tuple(bad), len(found) - len(rows), decided - len(gold), people)


def as_value(label: str, kind: Kind) -> Value | None:
    """A label as what is compared; None where it isn't of the kind."""
    if kind == "yes/no":
        return 1.0 if label.casefold() in YES else 0.0 if label.casefold() in NO else None
    return _number(label) if kind == "score" else label


def _number(label: str) -> float | None:
    try:
        value = float(label)
    except ValueError:
        return None
    return value if isfinite(value) else None


def _kind(labels: Sequence[str]) -> Kind:
    for kind in ("yes/no", "score"):
        if sum(as_value(label, kind) is not None for label in labels) >= MOST * len(labels):
            return kind
    return "class"


def _majority(values: Sequence[Value], kind: Kind) -> Value | None:
    if kind == "score":
        return float(median(float(value) for value in values)) if values else None
    ranked = Counter(values).most_common(2)
    tied = not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1])
    return None if tied else ranked[0][0]


def _among_people(given: Mapping[str, Mapping[str, Value]], kind: Kind) -> Annotators | None:
    names = sorted({name for said in given.values() for name in said})
    if len(names) < 2:
        return None
    shared = defaultdict[tuple[str, str], list[tuple[Value, Value]]](list)
    for said in given.values():
        for pair in combinations(sorted(said), 2):
            shared[pair].append((said[pair[0]], said[pair[1]]))
    measured = [(len(both), _pair_kappa(both, kind)) for both in shared.values() if len(both) > 1]
    defined = [(weight, value) for weight, value in measured if value is not None]
    total = sum(weight for weight, _ in defined)
    mean = sum(weight * value for weight, value in defined) / total if total else None
    return Annotators(len(names), len(measured), sum(len(said) > 1 for said in given.values()), mean)


def _pair_kappa(both: Sequence[tuple[Value, Value]], kind: Kind) -> float | None:
    if kind == "score":
        return quadratic_kappa([float(a) for a, _ in both], [float(b) for _, b in both])
    return kappa(table([a for a, _ in both], [b for _, b in both])[1])


def table(first: Sequence[Value], second: Sequence[Value]) -> tuple[list[Value], Counts]:
    """The values in order, and how often each pair of them occurs: the first along lines, the second along columns."""
    values = sorted({*first, *second}, key=lambda value: (isinstance(value, str), value))
    places = {value: place for place, value in enumerate(values)}
    counts = np.zeros((len(values), len(values)))
    np.add.at(counts, ([places[one] for one in first], [places[one] for one in second]), 1)
    return values, counts


def _checked(rows: Iterator[tuple[int, Mapping[str, Any]]], bad: list[BadLabel]) -> Iterator[_Row]:
    for line, row in rows:
        id_, label = as_text(row.get("id")), row.get("label")
        if not id_:
            if any(as_text(value) for value in row.values()):
                bad.append(BadLabel(line, "it has no id"))
        elif isinstance(label, dict | list):
            bad.append(BadLabel(line, f"the label of {id_} is no word or number"))
        else:
            yield _Row(line, id_, as_text(label), as_text(row.get("annotator")))
