"""`synthloom agree`: does a judge say what people say? And: rows for people to label."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from synthloom.printing import catalog_option, json_option, print_json, print_rows

if TYPE_CHECKING:
    from synthloom.catalog.agreement.agreement import Agreement, Table
    from synthloom.catalog.agreement.measures import Estimate

MOST_BAD = 10
MOST_CLASSES = 12
"""A wider table doesn't fit a terminal."""
HELP = """Compare the verdicts of a STEP with labels of people.

\b
  synthloom agree DATASET --step quality --sample 100 --out labels.csv
  (fill in the column `label`, in a spreadsheet or editor)
  synthloom agree DATASET --step quality --labels labels.csv

The sample holds rejected rows too, as many as kept ones, spread over the scores, and tells no verdict. Label with yes
(keep) or no, or with a score; leave empty what you didn't look at. Several people label the same ids in rows of their
own, with their names in a column `annotator`.

Told are the share agreed on, Cohen's kappa with its 95 % interval, precision and recall of what was kept, and, where
verdicts have scores, how well these are calibrated. Labels without a verdict, rows that can't be read and ids without a
majority are counted and named.
"""


@click.command(help=HELP)
@click.argument("dataset", metavar="DATASET[@VERSION]")
@click.option("--step", required=True, metavar="STEP", help="Whose verdicts.")
@click.option(
    "--labels", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="CSV, TSV, JSON Lines or Parquet with columns id, label and maybe annotator.",
)  # fmt: skip
@click.option(
    "--column", default="", metavar="NAME",
    help="Compared with labels: kept (default for yes and no), score (for numbers), reason, or a column of the rows.",
)  # fmt: skip
@click.option(
    "--yes-from", type=float, default=3.0, show_default=True, metavar="N", help="Labelled scores that are a yes."
)
@click.option(
    "--plot", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.svg",
    help="Draw the table and the calibration.",
)  # fmt: skip
@click.option("--sample", type=click.IntRange(min=2), metavar="N", help="Write N rows to label, to --out.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.csv", help="Where --sample goes.")
@catalog_option
@json_option
def command(
    dataset: str,
    step: str,
    labels: Path | None,
    column: str,
    yes_from: float,
    plot: Path | None,
    sample: int | None,
    out: Path | None,
    catalog: Path,
    as_json: bool,
) -> None:
    """See HELP."""
    from synthloom.catalog.agreement.agreement import agreement
    from synthloom.catalog.agreement.labels import read_labels
    from synthloom.catalog.agreement.plot import write_plot
    from synthloom.catalog.agreement.sample import write_sample
    from synthloom.catalog.versions import resolve

    if (labels is None) == (sample is None) or (sample is None) != (out is None):
        raise click.UsageError(
            "give either --labels FILE, to compare, or --sample N --out FILE.csv, to have rows to label"
        )
    version = resolve(catalog, dataset)
    if sample is not None and out is not None:
        made = write_sample(version, step, sample, out)
        if as_json:
            print_json({"file": str(out), **asdict(made)})
            return
        click.echo(
            f"{out}: {made.kept + made.rejected} rows to label, {made.kept} of them kept, {made.rejected} rejected"
        )
        if made.without_text:
            click.echo(
                f"{made.without_text} have no content: it was in work/, which is gone; run the recipe again", err=True
            )
        click.echo(f"Fill in `label`, then: synthloom agree {version.name} --step {step} --labels {out}")
        return
    assert labels is not None
    found = agreement(version, step, read_labels(labels), column, yes_from)
    if plot is not None:
        write_plot(found, plot)
    if as_json:
        print_json(asdict(found))
    else:
        _tell(found)


def _tell(found: "Agreement") -> None:
    compared = "" if found.compared == "kept" else f", {found.compared}"
    click.echo(f"{found.step} of {found.version}{compared}: {found.matched} rows compared with labels ({found.labels})")
    _tell_left_out(found)
    _tell_table(found.table)
    numbers = {"agreed": found.agreed, "Cohen's kappa": found.kappa, "quadratic kappa": found.quadratic}
    numbers |= {"precision of kept": found.precision, "recall of kept": found.recall}
    print_rows([{"of the labelled rows": name, **_row(one)} for name, one in numbers.items() if one is not None])
    click.echo("intervals: kappa by 2,000 seeded resamples, shares by Wilson's formula")
    if found.decisions:
        click.echo("kept, against labels that count as yes:")
        _tell_table(found.decisions)
    if whole := found.whole:
        recall = "" if whole.recall is None else f", recall {whole.recall:.3g}"
        click.echo(
            f"of all {whole.rows} rows it judged, by their shares of kept and rejected: agreed {whole.agreed:.3g}, "
            f"kappa {_told(whole.kappa)}{recall}"
        )
    if people := found.annotators:
        told = "not defined" if people.kappa is None else f"{people.kappa:.3g}"
        click.echo(f"{people.names} people among themselves: kappa {told}, {people.shared} ids labelled by two or more")
    _tell_calibration(found)
    for note in found.notes:
        click.echo(f"note: {note}")


def _tell_left_out(found: "Agreement") -> None:
    counts = {
        "labels whose id has no verdict of this step": found.unknown,
        "verdicts without a label": found.unlabelled,
        f"labelled rows without a {found.compared}": found.valueless,
        "rows on which the step failed": found.failed,
        "rows of the file not labelled yet": found.empty,
        "ids without a majority": found.undecided,
        "rows of the file that can't be used": len(found.bad),
    }
    if told := [f"{count} {what}" for what, count in counts.items() if count]:
        click.echo(f"left out: {'; '.join(told)}")
    for one in found.bad[:MOST_BAD]:
        click.echo(f"  line {one.line}: {one.problem}")
    if len(found.bad) > MOST_BAD:
        click.echo(f"  and {len(found.bad) - MOST_BAD} more; --json names all")


def _tell_table(table: "Table") -> None:
    """The whole table, or of many classes the pairs that are most often confused."""
    if len(table.judge) > MOST_CLASSES:
        pairs = {
            (judge, people): count
            for judge, line in zip(table.judge, table.counts, strict=True)
            for people, count in zip(table.people, line, strict=True)
            if judge != people and count
        }
        worst = sorted(pairs, key=lambda pair: (-pairs[pair], pair))[:MOST_CLASSES]
        click.echo(f"{len(table.judge)} classes; most often confused:")
        print_rows([{"judge": judge, "people": people, "rows": pairs[judge, people]} for judge, people in worst])
        return
    lines = [dict(zip(table.people, line, strict=True)) for line in table.counts]
    print_rows([{"judge \\ people": name, **line} for name, line in zip(table.judge, lines, strict=True)])


def _tell_calibration(found: "Agreement") -> None:
    if (told := found.calibration) is None:
        return
    spans = [f"{one.low:.3g}" if one.low == one.high else f"{one.low:.3g} to {one.high:.3g}" for one in told.bins]
    rows = zip(spans, told.bins, strict=True)
    print_rows([{"score": span, "rows": one.rows, "mean": one.score, "share of yes": one.yes} for span, one in rows])
    if told.brier is not None:
        click.echo(f"Brier score {told.brier:.3g}, expected calibration error {told.ece:.3g}")
    cut = told.cut
    side = "more" if cut.above else "less"
    click.echo(
        f"best cut on these labels, a hint only: keep scores of {cut.at:.3g} or {side} (Youden's J {cut.youden:.2f})"
    )


def _row(one: "Estimate") -> dict[str, object]:
    numbers = {"value": one.value, "95 % from": one.low, "to": one.high}
    # Resampled sums end in 1e-16 where they are 0.
    return {name: None if number is None else round(number, 9) for name, number in numbers.items()}


def _told(one: "Estimate") -> str:
    if one.value is None:
        return "not defined"
    return f"{one.value:.3g}" if one.low is None else f"{one.value:.3g} ({one.low:.3g} to {one.high:.3g})"
