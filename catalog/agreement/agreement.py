"""Does a judge say what people say? A step's verdicts against a file of labels.

    agreement(resolve(catalog, "uni-edit@2"), "quality", read_labels(Path("labels.csv")))
    → Agreement(matched=98, agreed=0.86 (0.77 … 0.91), kappa=0.71 (0.56 … 0.84), table=[[41, 6], [8, 43]],
                precision=0.87, recall=0.84, unlabelled=402, unknown=2, bad=(), …)

Every row is told of: labels whose id the step never saw, verdicts that nobody labelled, rows that can't be read. A
sample with as many rejected as kept rows has another share of each than the data: `whole` weighs its lines as often as
the step's verdicts have them, which is unbiased if within kept and within rejected the rows were drawn alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from synthloom.catalog.agreement.files import BadLabel
from synthloom.catalog.agreement.labels import Annotators, Kind, Labels, Value, as_value, table
from synthloom.catalog.agreement.measures import (
    Calibration,
    Counts,
    Estimate,
    calibration,
    kappa_interval,
    quadratic_interval,
    share_interval,
)
from synthloom.catalog.agreement.verdicts import SaidOf, Verdicts, read_column, read_verdicts
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError

KEPT, REJECTED = "kept", "rejected"


@dataclass(frozen=True)
class Table:
    """How often each pair of values occurs: lines are the judge's, columns the people's."""

    judge: tuple[str, ...]
    people: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Whole:
    """The same for all rows the step judged, each line of the table weighed by how many verdicts there are of it."""

    rows: int
    agreed: float
    kappa: Estimate
    recall: float | None


@dataclass(frozen=True)
class Agreement:
    """How well a step and people agree; None where a number isn't defined, and `notes` say why."""

    version: str
    step: str
    compared: str
    """What of the step: `kept`, `score`, `reason`, or a column of the rows."""
    labels: Kind
    matched: int
    unknown: int
    """Labels of ids that the step gave no verdict on."""
    unlabelled: int
    """Verdicts on ids without a label."""
    valueless: int
    """Labelled rows with a verdict, but nothing to compare with: no score, or no row in the version."""
    failed: int
    """Rows on which the step failed: no judgement, whatever the label."""
    empty: int
    undecided: int
    bad: tuple[BadLabel, ...]
    table: Table
    agreed: Estimate
    kappa: Estimate
    quadratic: Estimate | None
    """Quadratic kappa, of scores."""
    decisions: Table | None
    """Of scores: kept against a label that counts as yes."""
    precision: Estimate | None
    """Of the kept rows, the share people say yes to."""
    recall: Estimate | None
    """Of the rows people say yes to, the share kept."""
    whole: Whole | None
    calibration: Calibration | None
    annotators: Annotators | None
    notes: tuple[str, ...]


class _Pair(NamedTuple):
    """A row that both sides speak of."""

    judge: Value
    people: Value
    yes: bool
    """Whether the label counts as yes."""
    said: SaidOf


def agreement(version: Version, step: str, labels: Labels, column: str = "", yes_from: float = 3.0) -> Agreement:
    """Compare; `column` is `kept`, `score`, `reason` or one of the rows. Raises `UserError`."""
    column = column or {"yes/no": KEPT, "score": "score", "class": ""}[labels.kind]
    if not column:
        some = ", ".join(sorted({str(value) for value in labels.gold.values()})[:5])
        raise UserError(
            f"the labels are classes ({some}); say with --column what to compare them with: reason, or a column of the "
            "rows, such as category"
        )
    verdicts = read_verdicts(version, step, list(labels.gold))
    _check_overlap(version, step, labels, verdicts, column)
    pairs = _pairs(version, labels, verdicts, column, yes_from)
    if not pairs:
        raise UserError(
            f"none of the {len(verdicts.said)} labelled rows of {step} has a {column} that reads as {labels.kind}; "
            "compare with another --column"
        )
    scored = labels.kind == "score" and column != KEPT
    notes: list[str] = []
    values, counts = table([pair.judge for pair in pairs], [pair.people for pair in pairs])
    decided = None
    if scored or column == KEPT:
        decided = _yes_first(*table([float(pair.said.kept) for pair in pairs], [float(pair.yes) for pair in pairs]))
    if decided is not None and column == KEPT:
        values, counts = [1.0, 0.0], decided
    agreed = share_interval(int(np.trace(counts)), len(pairs))
    found = kappa_interval(counts)
    quadratic = None
    if scored:
        quadratic = quadratic_interval([float(pair.judge) for pair in pairs], [float(pair.people) for pair in pairs])
    calibrated = _calibrated(pairs, notes) if labels.kind != "class" else None
    notes += _cautions(counts, quadratic or found, verdicts, column)
    names = _names(values, labels.kind, column)
    return Agreement(
        version=version.name,
        step=step,
        compared=column,
        labels=labels.kind,
        matched=len(pairs),
        unknown=len(labels.gold) - len(verdicts.said),
        unlabelled=verdicts.kept + verdicts.rejected - len(verdicts.said),
        valueless=len(verdicts.said) - len(pairs),
        failed=verdicts.errors,
        empty=labels.empty,
        undecided=labels.undecided,
        bad=labels.bad,
        table=_table(names[0], names[1], counts),
        agreed=agreed,
        kappa=found,
        quadratic=quadratic,
        decisions=_table((KEPT, REJECTED), ("yes", "no"), decided) if decided is not None and quadratic else None,
        precision=share_interval(int(decided[0, 0]), int(decided[0].sum())) if decided is not None else None,
        recall=share_interval(int(decided[0, 0]), int(decided[:, 0].sum())) if decided is not None else None,
        whole=_whole(decided, verdicts) if decided is not None else None,
        calibration=calibrated,
        annotators=labels.annotators,
        notes=tuple(notes),
    )


def _check_overlap(version: Version, step: str, labels: Labels, verdicts: Verdicts, column: str) -> None:
    if column == KEPT and labels.kind == "class":
        raise UserError("the labels are classes, and kept is yes or no; name another --column")
    if not labels.gold:
        told = labels.bad[0].problem if labels.bad else "no id has a majority"
        raise UserError(f"no label can be used: {told}")
    if not verdicts.said:
        raise UserError(
            f"none of the {len(labels.gold)} labelled ids, such as {next(iter(labels.gold))!r}, has a verdict of "
            f"{step} in {version.name}, where ids look like {verdicts.example!r}; label a sample that "
            f"`synthloom agree {version.name} --step {step} --sample 100 --out labels.csv` writes"
        )


def _pairs(version: Version, labels: Labels, verdicts: Verdicts, column: str, yes_from: float) -> list[_Pair]:
    """What is compared, by id; labelled rows without a value are left out."""
    said = verdicts.said
    told: dict[str, Value | None]
    if column == KEPT:
        told = {id_: float(one.kept) for id_, one in said.items()}
    elif column == "score":
        told = {id_: one.score if labels.kind == "score" else None for id_, one in said.items()}
    elif column == "reason":
        told = {id_: as_value(one.reason or KEPT, labels.kind) for id_, one in said.items()}
    else:
        found = read_column(version, column, list(said))
        told = {id_: as_value(text, labels.kind) for id_, text in found.items()}
    pairs = []
    for id_ in sorted(said):
        people, judge = labels.gold[id_], told.get(id_)
        if judge is not None:
            yes = people == 1.0 if labels.kind == "yes/no" else labels.kind == "score" and float(people) >= yes_from
            pairs.append(_Pair(judge, float(yes) if column == KEPT else people, yes, said[id_]))
    return pairs


def _yes_first(values: Sequence[Value], counts: Counts) -> Counts:
    """A table of two by two, kept and yes first."""
    full = np.zeros((2, 2))
    places = [int(value == 0.0) for value in values]
    full[np.ix_(places, places)] = counts
    return full


def _names(values: Sequence[Value], kind: Kind, column: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if column == KEPT:
        return (KEPT, REJECTED), ("yes", "no")
    if kind == "yes/no":
        return (yes_no := tuple("yes" if value else "no" for value in values)), yes_no
    named = tuple(value if isinstance(value, str) else f"{value:g}" for value in values)
    return named, named


def _table(judge: Sequence[str], people: Sequence[str], counts: Counts) -> Table:
    return Table(tuple(judge), tuple(people), tuple(tuple(int(count) for count in line) for line in counts))


def _whole(counts: Counts, verdicts: Verdicts) -> Whole | None:
    """None where the labelled rows have the same share of kept ones as all, or none of one kind."""
    lines, all_rows = counts.sum(1), np.array([verdicts.kept, verdicts.rejected], float)
    if ((lines == 0) & (all_rows > 0)).any() or (lines == 0).all():
        return None
    weights = np.divide(all_rows, lines, out=np.zeros(2), where=lines > 0)
    if np.allclose(weights[lines > 0], weights[lines > 0][0]):
        return None
    weighed, total = counts * weights[:, None], float(all_rows.sum())
    yes = float(weighed[:, 0].sum())
    recall = float(weighed[0, 0]) / yes if yes else None
    return Whole(int(total), float(np.trace(weighed)) / total, kappa_interval(counts, weights), recall)


def _calibrated(pairs: Sequence[_Pair], notes: list[str]) -> Calibration | None:
    """The step's score against people's yes."""
    scored = [(pair.said.score, pair.yes) for pair in pairs if pair.said.score is not None]
    if not scored:
        notes.append("no calibration: these verdicts have no score")
        return None
    found = calibration([score for score, _ in scored], [yes for _, yes in scored])
    if found is None:
        notes.append("no calibration: all scores are the same, or people said the same of every scored row")
    elif found.brier is None:
        notes.append("no Brier score and no ECE: the scores aren't between 0 and 1")
    elif not found.cut.above:
        notes.append("people say yes to low scores; Brier score and ECE take a score for the chance of a yes")
    return found


def _cautions(counts: Counts, found: Estimate, verdicts: Verdicts, column: str) -> list[str]:
    """What a reader of the numbers should know."""
    notes = []
    judge_varies, people_vary = ((counts.sum(axis) > 0).sum() > 1 for axis in (1, 0))
    if found.value is None:
        notes.append(
            "kappa isn't defined: judge and people say one and the same of every labelled row, so nothing tells "
            "agreement from chance; label rows of both kinds"
        )
    elif not (judge_varies and people_vary):
        who = "the judge says" if people_vary else "people say"
        notes.append(f"kappa is 0 whatever is agreed on, because {who} the same of every labelled row")
    elif found.low is None:
        notes.append("no interval of kappa: the labelled rows show no disagreement; label more of them")
    if column == KEPT and not verdicts.rejected:
        notes.append("the step rejected nothing: was a judge named when it ran?")
    return notes
