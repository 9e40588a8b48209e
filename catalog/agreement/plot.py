"""The picture of an agreement as SVG: the table of judge against people, and how well the score is calibrated.

    write_plot(found, Path("agree.svg"))      two panels of 370 x 350, readable on light and dark ground

Hand-written, without fonts or scripts of its own. On the right each dot is a bin of scores, its area the rows in it;
on the dashed line scores are what they promise.
"""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from synthloom.catalog.agreement.agreement import Agreement, Table
from synthloom.catalog.agreement.measures import Calibration
from synthloom.schemas.errors import UserError

WIDTH, HEIGHT, EDGE, TOP = 370, 350, 84, 60
SIDE = 240
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328 } .title { font-weight: 600; font-size: 13px }
.quiet { fill: #59636e } .line { stroke: #818b98; fill: none } .cell { fill: #0969da } .dot { fill: #0969da }
.ground { fill: #ffffff } .frame { stroke: #d1d9e0; fill: none }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc } .quiet { fill: #9198a1 } .cell, .dot { fill: #4493f8 } .ground { fill: #0d1117 }
.frame { stroke: #3d444d } }
"""


def write_plot(found: Agreement, path: Path) -> None:
    """Write the file. Raises `UserError`."""
    if path.suffix.lower() != ".svg":
        raise UserError(f"--plot {path} would hold SVG; give it a name that ends in .svg")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_svg(found), encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} can't be written: {error.strerror}; name a file in a folder of yours") from None


def as_svg(found: Agreement) -> str:
    """The picture as text."""
    panels = [list(_cells(found.table))]
    if found.calibration:
        panels.append(list(_curve(found.calibration)))
    width = WIDTH * len(panels)
    told = f"{found.step} of {found.version} against {found.matched} labels"
    drawn = "\n".join(
        f'<g transform="translate({WIDTH * place} 0)">\n{chr(10).join(parts)}\n</g>'
        for place, parts in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}" height="{HEIGHT}" '
        f'role="img" aria-label="{escape(told)}">\n<style>{STYLE}</style>\n'
        f'<rect class="ground" width="{width}" height="{HEIGHT}"/>\n{_text(16, 20, told, "title")}\n'
        f"{_text(16, HEIGHT - 14, _numbers(found), 'quiet')}\n{drawn}\n</svg>\n"
    )


def _numbers(found: Agreement) -> str:
    kappa, name = (found.quadratic, "quadratic kappa") if found.quadratic else (found.kappa, "kappa")
    told = f"agreed {found.agreed.value:.0%}, {name} "
    if kappa.value is None:
        return f"{told}not defined"
    span = "" if kappa.low is None or kappa.high is None else f" ({kappa.low:.2f} to {kappa.high:.2f})"
    return f"{told}{kappa.value:.2f}{span}"


def _cells(table: Table) -> Iterator[str]:
    """The table: the more rows of its line a cell has, the stronger its color."""
    wide, high = SIDE / len(table.people), SIDE / len(table.judge)
    yield _text(EDGE + SIDE / 2, TOP - 20, "people", "quiet", "middle")
    yield _text(14, TOP + SIDE / 2, "judge", "quiet", "middle", f' transform="rotate(-90 14 {TOP + SIDE / 2:g})"')
    for place, name in enumerate(table.people):
        yield _text(EDGE + wide * (place + 0.5), TOP - 5, _short(name, wide), "", "middle")
    for line, (name, counts) in enumerate(zip(table.judge, table.counts, strict=True)):
        y = TOP + high * line
        yield _text(EDGE - 6, y + high / 2 + 4, _short(name, EDGE - 26), "", "end")
        for place, count in enumerate(counts):
            x, share = EDGE + wide * place, count / max(1, sum(counts))
            yield (
                f'<rect class="cell" x="{x:.1f}" y="{y:.1f}" width="{wide - 2:.1f}" height="{high - 2:.1f}" '
                f'fill-opacity="{0.06 + 0.5 * share:.2f}"/>'
            )
            if min(wide, high) >= 14:
                yield _text(x + wide / 2 - 1, y + high / 2 + 4, str(count), "", "middle")


def _curve(found: Calibration) -> Iterator[str]:
    """Share of yes over the mean score of each bin."""
    first, last = (0.0, 1.0) if found.brier is not None else (found.bins[0].score, found.bins[-1].score)
    most = max(one.rows for one in found.bins)
    yield f'<rect class="frame" x="{EDGE}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>'
    yield _text(EDGE + SIDE / 2, TOP - 20, "people's yes by score", "quiet", "middle")
    if found.brier is not None:
        yield f'<path class="line" stroke-dasharray="4 4" d="M{EDGE} {TOP + SIDE}L{EDGE + SIDE} {TOP}"/>'
    for share in (0.0, 0.5, 1.0):
        yield _text(EDGE - 6, TOP + SIDE * (1 - share) + 4, f"{share:.0%}", "quiet", "end")
        at = first + share * (last - first)
        yield _text(EDGE + SIDE * share, TOP + SIDE + 16, f"{at:.3g}", "quiet", "middle")
    points = [(EDGE + SIDE * (b.score - first) / (last - first), TOP + SIDE * (1 - b.yes), b) for b in found.bins]
    yield f'<path class="line" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y, _ in points)}"/>'
    for x, y, one in points:
        told = f"score {one.score:.3g}: {one.yes:.0%} yes of {one.rows}"
        radius = 3 + 7 * (one.rows / most) ** 0.5
        dot = f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill-opacity="0.75">'
        yield f"{dot}<title>{told}</title></circle>"


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start", more: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}{more}>{escape(text)}</text>'


def _short(name: str, room: float) -> str:
    """As much of a name as has room at 7 pixels a letter."""
    most = max(1, int(room / 7))
    return name if len(name) <= most else f"{name[: most - 1]}…"
