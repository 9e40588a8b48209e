"""How well two who judge the same rows agree: Cohen's kappa, its quadratic form, calibration, thresholds.

    kappa(np.array([[20, 5], [10, 15]]))            → 0.4      50 grants, readers A and B: 20 yes-yes, 15 no-no
    quadratic_kappa([1, 2, 3, 4], [1, 2, 3, 5])     → 0.9286
    calibration([0.9, 0.8, 0.3], [True, True, False]).brier   → 0.0467

kappa = (po − pe) / (1 − pe): po is the share of rows agreed on, pe the share that two who judge by their own
frequencies alone would agree on (Cohen 1960, doi 10.1177/001316446002000104). Weighted by squared distance: 1 − the
mean squared distance of pairs / that of all combinations (Cohen 1968, doi 10.1037/h0026256); it takes any numbers, so a
median of two annotators may lie between two points. Where both sides say one and the same thing of every row, pe is 1,
there is nothing to correct and kappa is None. Brier score: Brier 1950; ECE: Naeini et al. 2015, over the bins told;
J = true positive rate − false positive rate: Youden 1950.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
SEED = 0
MOST_BINS = 10
Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Counts = Numbers
"""How often each pair of values occurs: one side along lines, the other along columns."""


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; None where it isn't defined."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Bin:
    """Rows of about one score, and what people said of them."""

    low: float
    high: float
    rows: int
    score: float
    """The mean."""
    yes: float
    """The share that people said yes to."""


@dataclass(frozen=True)
class Threshold:
    """Where to cut a score: yes from it upwards, or downwards."""

    at: float
    above: bool
    youden: float


@dataclass(frozen=True)
class Calibration:
    """What a score says of people's yes."""

    bins: tuple[Bin, ...]
    brier: float | None
    """None, as ECE, where the scores aren't shares."""
    ece: float | None
    cut: Threshold
    """Where yes and no are told apart best: the highest J."""


def kappa(counts: Counts) -> float | None:
    """Cohen's kappa of a square table of counts; None where it isn't defined."""
    lines, columns = np.nonzero(counts)
    return _kappa(lines, columns, counts[lines, columns], len(counts))


def _kappa(lines: Places, columns: Places, rows: Numbers, size: int) -> float | None:
    """The same of the cells that hold anything: hundreds of classes make a table of mostly nothing."""
    total = rows.sum()
    if not total:
        return None
    expected = np.bincount(lines, rows, size) @ np.bincount(columns, rows, size) / total**2
    return None if expected > 1 - 1e-12 else float((rows[lines == columns].sum() / total - expected) / (1 - expected))


def quadratic_kappa(first: Sequence[float] | Numbers, second: Sequence[float] | Numbers) -> float | None:
    """Kappa weighted by squared distance; None where all numbers of both sides are one and the same."""
    x, y = np.asarray(first, float), np.asarray(second, float)
    if not x.size:
        return None
    expected = x.var() + y.var() + (x.mean() - y.mean()) ** 2
    return None if expected <= 0 else float(1 - ((x - y) ** 2).mean() / expected)


def kappa_interval(counts: Counts, weights: Counts | None = None) -> Estimate:
    """Kappa with the 2.5th and 97.5th percentile of 2,000 resamples; `weights` multiply the rows of each resample.

    With weights, rows are drawn within each line of the table. No interval where all resamples are alike: a table
    without disagreement says nothing of how much there might be.
    """
    random = np.random.default_rng(SEED)
    lines, columns = np.nonzero(counts)
    cells = counts[lines, columns]
    parts = [cells] if weights is None else [cells[lines == line] for line in np.unique(lines)]
    scale = np.ones(len(cells)) if weights is None else weights[lines]

    def resampled() -> Iterator[float | None]:
        for _ in range(RESAMPLES):
            drawn = np.concatenate([random.multinomial(int(part.sum()), part / part.sum()) for part in parts])
            yield _kappa(lines, columns, drawn * scale, len(counts))

    return _interval(_kappa(lines, columns, cells * scale, len(counts)), resampled())


def quadratic_interval(first: Sequence[float], second: Sequence[float]) -> Estimate:
    """Quadratic kappa with the same interval, over resamples of the pairs."""
    x, y, random = np.asarray(first, float), np.asarray(second, float), np.random.default_rng(SEED)
    picks = (random.integers(len(x), size=len(x)) for _ in range(RESAMPLES))
    return _interval(quadratic_kappa(first, second), (quadratic_kappa(x[pick], y[pick]) for pick in picks))


def _interval(value: float | None, resampled: Iterable[float | None]) -> Estimate:
    found = [one for one in resampled if one is not None]
    if value is None or not found:
        return Estimate(value)
    low, high = (float(edge) for edge in np.percentile(found, (2.5, 97.5)))
    return Estimate(value, low, high) if low < high else Estimate(value)


def share_interval(part: int, whole: int) -> Estimate:
    """A share with Wilson's 95 % interval (1927), which is no point even where all rows agree."""
    if not whole:
        return Estimate(None)
    z = 1.959964
    share, spread = part / whole, z * z / whole
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * (share * (1 - share) / whole + spread / (4 * whole)) ** 0.5
    return Estimate(share, max(0.0, middle - half), min(1.0, middle + half))


def calibration(scores: Sequence[float], yes: Sequence[bool]) -> Calibration | None:
    """What scores say of a yes; None where people said the same of every row, or all scores are one."""
    given, said = np.asarray(scores, float), np.asarray(yes, bool)
    if len(set(said.tolist())) < 2 or len(set(given.tolist())) < 2:
        return None
    bins = _bins(given, said)
    brier = ece = None
    if given.min() >= 0 and given.max() <= 1:
        brier = float(((given - said) ** 2).mean())
        ece = sum(one.rows * abs(one.score - one.yes) for one in bins) / len(given)
    cuts = [*_cuts(given, said, above=True), *_cuts(given, said, above=False)]
    return Calibration(bins, brier, ece, max(cuts, key=lambda cut: (cut.youden, cut.above, -cut.at)))


def _bins(scores: Numbers, yes: NDArray[np.bool_]) -> tuple[Bin, ...]:
    """One for each score where there are few, else ten of equal width; those without rows are left out."""
    distinct = np.unique(scores)
    if len(distinct) <= MOST_BINS:
        edges, places = distinct, np.searchsorted(distinct, scores)
        spans = [(float(one), float(one)) for one in distinct]
    else:
        low, high = (0.0, 1.0) if distinct[0] >= 0 and distinct[-1] <= 1 else (distinct[0], distinct[-1])
        edges = np.linspace(low, high, MOST_BINS + 1)
        places = np.clip(np.searchsorted(edges, scores, side="right") - 1, 0, MOST_BINS - 1)
        spans = [(float(a), float(b)) for a, b in pairwise(edges)]
    made = []
    for place, (start, end) in enumerate(spans):
        here = places == place
        if here.any():
            made.append(Bin(start, end, int(here.sum()), float(scores[here].mean()), float(yes[here].mean())))
    return tuple(made)


def _cuts(scores: Numbers, yes: NDArray[np.bool_], above: bool) -> list[Threshold]:
    """Every place to cut at, in one pass."""
    at, places = np.unique(scores if above else -scores, return_inverse=True)
    hits, misses = (np.bincount(places, weights=said, minlength=len(at))[::-1].cumsum()[::-1] for said in (yes, ~yes))
    rises = hits / yes.sum() - misses / (~yes).sum()
    return [Threshold(float(cut if above else -cut), above, float(rise)) for cut, rise in zip(at, rises, strict=True)]
