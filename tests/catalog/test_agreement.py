"""What is told of a judge and people, against worked examples and scikit-learn 1.9's numbers."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_catalog import SmallCatalog

from synthloom.catalog.agreement.agreement import Agreement, agreement
from synthloom.catalog.agreement.labels import read_labels
from synthloom.catalog.agreement.measures import (
    calibration,
    kappa,
    kappa_interval,
    quadratic_interval,
    quadratic_kappa,
    share_interval,
)
from synthloom.catalog.agreement.plot import as_svg
from synthloom.catalog.agreement.sample import write_sample
from synthloom.catalog.versions import Version
from synthloom.schemas.errors import UserError

Said = tuple[bool, float | None]


@pytest.fixture
def small(tmp_path: Path) -> SmallCatalog:
    return SmallCatalog(tmp_path / "catalog")


def judged(small: SmallCatalog, said: Mapping[str, Said], step: str = "quality") -> Version:
    """A version whose step said this of these ids."""
    rows = [
        {"step": step, "record_id": id_, "kept": kept, "reason": "" if kept else "low", "score": score, "detail": ""}
        for id_, (kept, score) in said.items()
    ]
    return small.commit_pairs([1], verdicts=[small.step_file("verdicts", rows)])


def labelled(folder: Path, rows: Sequence[Sequence[object]], head: Sequence[str] = ("id", "label")) -> Path:
    path = folder / "labels.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def grants(small: SmallCatalog, folder: Path) -> Agreement:
    """50 grants and two readers: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no."""
    cells = [(True, "yes")] * 20 + [(True, "no")] * 5 + [(False, "yes")] * 10 + [(False, "no")] * 15
    version = judged(small, {f"g{place}": (kept, None) for place, (kept, _) in enumerate(cells)})
    labels = labelled(folder, [(f"g{place}", label) for place, (_, label) in enumerate(cells)])
    return agreement(version, "quality", read_labels(labels))


def test_the_textbook_grants_have_kappa_four_tenths(small: SmallCatalog, tmp_path: Path) -> None:
    found = grants(small, tmp_path)
    assert (found.table.judge, found.table.people) == (("kept", "rejected"), ("yes", "no"))
    assert found.table.counts == ((20, 5), (10, 15))
    assert (found.matched, found.agreed.value) == (50, 0.7)
    assert found.kappa.value == pytest.approx(0.4)
    assert found.precision is not None
    assert found.recall is not None
    assert (found.precision.value, found.recall.value) == (0.8, pytest.approx(2 / 3))


def test_the_interval_is_the_same_every_time_and_as_wide_as_the_formula_says(
    small: SmallCatalog, tmp_path: Path
) -> None:
    counts = np.array([[20.0, 5.0], [10.0, 15.0]])
    found = kappa_interval(counts)
    assert found == kappa_interval(counts)
    # Fleiss, Cohen and Everitt's standard error (1969) is 0.1270 here.
    assert found.low == pytest.approx(0.4 - 1.96 * 0.1270, abs=0.02)
    assert found.high == pytest.approx(0.4 + 1.96 * 0.1270, abs=0.02)


def test_classes_agree_as_scikit_learn_says() -> None:
    counts = np.array([[2.0, 0, 0], [0, 1, 0], [1, 0, 1]])  # the example of its documentation
    assert kappa(counts) == pytest.approx(0.6875)


def test_quadratic_kappa_is_scikit_learns() -> None:
    judge, people = [1, 2, 3, 4, 5, 3, 2, 5, 4, 1], [1, 3, 3, 4, 4, 2, 2, 5, 5, 2]
    assert quadratic_kappa(judge, people) == pytest.approx(0.8648648648648649)
    found = quadratic_interval(judge, people)
    assert found.low is not None
    assert found.low < 0.8649 < (found.high or 0)


def test_brier_score_is_scikit_learns() -> None:
    found = calibration([0.1, 0.9, 0.8, 0.3], [False, True, True, False])
    assert found is not None
    assert found.brier == pytest.approx(0.0375)
    assert found.ece == pytest.approx((0.1 + 0.1 + 0.2 + 0.3) / 4)
    assert (found.cut.at, found.cut.above, found.cut.youden) == (0.8, True, 1.0)


def test_wilsons_interval_of_all_agreed_is_no_point() -> None:
    assert share_interval(10, 10).low == pytest.approx(0.7225, abs=1e-4)


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_kappa_is_at_most_one_and_none_only_where_both_sides_say_one_thing(pairs: list[tuple[bool, bool]]) -> None:
    counts = np.zeros((2, 2))
    for judge, people in pairs:
        counts[int(judge), int(people)] += 1
    found = kappa(counts)
    assert (found is None) == (len({side for pair in pairs for side in pair}) == 1)
    assert found is None or -1 <= found <= 1 + 1e-12


def test_kappa_of_rows_that_are_all_yes_is_told_as_undefined(small: SmallCatalog, tmp_path: Path) -> None:
    version = judged(small, {"a": (True, None), "b": (True, None)})
    found = agreement(version, "quality", read_labels(labelled(tmp_path, [("a", "yes"), ("b", "keep")])))
    assert (found.kappa.value, found.agreed.value) == (None, 1.0)
    assert any("isn't defined" in note for note in found.notes)
    assert any("rejected nothing" in note for note in found.notes)


def test_a_sample_with_half_rejected_is_weighed_by_what_the_step_said_of_all(
    small: SmallCatalog, tmp_path: Path
) -> None:
    said = {f"k{place}": (True, None) for place in range(90)} | {f"r{place}": (False, None) for place in range(10)}
    labels = [(f"k{place}", "no" if place == 0 else "yes") for place in range(10)]
    labels += [(f"r{place}", "yes" if place < 3 else "no") for place in range(10)]
    found = agreement(judged(small, said), "quality", read_labels(labelled(tmp_path, labels)))
    assert found.agreed.value == 0.8
    assert found.whole is not None
    assert found.whole.agreed == pytest.approx((90 * 0.9 + 10 * 0.7) / 100)
    assert found.whole.recall == pytest.approx(81 / 84)
    assert found.unlabelled == 80


def test_nothing_of_either_side_vanishes(small: SmallCatalog, tmp_path: Path) -> None:
    rows = [("a", "yes"), ("b", "no"), ("zz", "yes"), ("", "no"), ("c", "dunno"), ("d", ""), ("e", "no", "more")]
    more = [(f"x{place}", "yes") for place in range(12)]
    version = judged(small, {id_: (id_ == "a", None) for id_ in "abcdefg"})
    found = agreement(version, "quality", read_labels(labelled(tmp_path, [*rows, *more])))
    assert [(one.line, one.problem) for one in found.bad] == [
        (5, "it has no id"),
        (6, "the label 'dunno' is neither yes nor no"),
        (8, "it has 3 cells for 2 columns"),
    ]
    assert (found.matched, found.unknown, found.unlabelled, found.empty) == (2, 13, 5, 1)


def test_rows_on_which_the_step_failed_are_no_verdicts(small: SmallCatalog, tmp_path: Path) -> None:
    said = [("a", True, ""), ("b", False, "low"), ("c", False, "error")]
    rows = [
        {"step": "quality", "record_id": id_, "kept": kept, "reason": reason, "score": None, "detail": ""}
        for id_, kept, reason in said
    ]
    version = small.commit_pairs([1], verdicts=[small.step_file("verdicts", rows)])
    labels = read_labels(labelled(tmp_path, [("a", "yes"), ("b", "no"), ("c", "no")]))
    found = agreement(version, "quality", labels)
    assert (found.matched, found.unknown, found.failed) == (2, 1, 1)


def test_scores_are_compared_by_distance_and_by_decision(small: SmallCatalog, tmp_path: Path) -> None:
    judge, people = [1, 2, 3, 4, 5, 3, 2, 5, 4, 1], [1, 3, 3, 4, 4, 2, 2, 5, 5, 2]
    version = judged(small, {f"i{place}": (score >= 3, float(score)) for place, score in enumerate(judge)})
    labels = read_labels(labelled(tmp_path, [(f"i{place}", score) for place, score in enumerate(people)]))
    found = agreement(version, "quality", labels)
    assert (found.labels, found.compared) == ("score", "score")
    assert found.quadratic is not None
    assert found.quadratic.value == pytest.approx(0.8648648648648649)
    assert found.decisions is not None
    assert found.decisions.counts == ((5, 1), (1, 3))
    assert found.calibration is not None
    assert found.calibration.brier is None
    assert agreement(version, "quality", labels, yes_from=4).decisions != found.decisions


def test_classes_are_compared_with_a_column_of_the_rows(small: SmallCatalog, tmp_path: Path) -> None:
    pairs = [small.pair(place, category=name) for place, name in enumerate(["count", "color", "shape"])]
    rows = [
        {"step": "classify", "record_id": one.id, "kept": True, "reason": "", "score": None, "detail": ""}
        for one in pairs
    ]
    version, _ = small.commit([small.file("three", pairs)], verdicts=[small.step_file("verdicts", rows)])
    labels = [(one.id, name) for one, name in zip(pairs, ["count", "color", "color"], strict=True)]
    found = agreement(version, "classify", read_labels(labelled(tmp_path, labels)), "category")
    assert found.table.judge == ("color", "count", "shape")
    assert found.agreed.value == pytest.approx(2 / 3)
    with pytest.raises(UserError, match="say with --column"):
        agreement(version, "classify", read_labels(labelled(tmp_path, labels)))
    with pytest.raises(UserError, match="no column 'kind'"):
        agreement(version, "classify", read_labels(labelled(tmp_path, labels)), "kind")


def test_the_majority_of_people_counts_and_their_own_kappa_is_told(small: SmallCatalog, tmp_path: Path) -> None:
    votes = {"a": "yyn", "b": "nnn", "c": "yyy", "d": "yn-", "e": "nny"}
    rows = [
        (id_, {"y": "yes", "n": "no"}[vote], who)
        for id_, given in votes.items()
        for who, vote in zip(("Ann", "Ben", "Cy"), given, strict=True)
        if vote != "-"
    ]
    labels = read_labels(labelled(tmp_path, rows, ("ID", "Label", "Annotator")))
    assert labels.gold == {"a": 1.0, "b": 0.0, "c": 1.0, "e": 0.0}
    assert labels.undecided == 1
    assert labels.annotators is not None
    assert (labels.annotators.names, labels.annotators.pairs, labels.annotators.shared) == (3, 3, 5)
    # Ann and Ben 0.6154 over five ids; each of them and Cy 0 over four.
    assert labels.annotators.kappa == pytest.approx((5 * 8 / 13) / 13)


def test_one_misspelled_label_of_six_is_a_bad_row_and_no_class(tmp_path: Path) -> None:
    rows = [("a1", "yes", "Ann"), ("a1", "keep", "Ben"), ("a1", "no", "Cy"), ("b7", "yes", "Ann"), ("b7", "no", "Ben")]
    labels = read_labels(labelled(tmp_path, [*rows, ("c3", "dunno", "Ann")], ("id", "label", "annotator")))
    assert (labels.kind, labels.gold, labels.undecided) == ("yes/no", {"a1": 1.0}, 1)
    assert [(one.line, one.problem) for one in labels.bad] == [(7, "the label 'dunno' is neither yes nor no")]


def test_the_median_of_peoples_scores_counts(tmp_path: Path) -> None:
    rows = [("a", 5, "Ann"), ("a", 4, "Ben"), ("b", 1, "Ann"), ("b", 1, "Ben")]
    labels = read_labels(labelled(tmp_path, rows, ("id", "label", "annotator")))
    assert labels.gold == {"a": 4.5, "b": 1.0}


def test_two_labels_of_one_row_by_nobody_are_a_contradiction(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="a is labelled 'yes' in line 2 and 'no' in line 4; correct one"):
        read_labels(labelled(tmp_path, [("a", "yes"), ("b", "yes"), ("a", "no")]))
    assert read_labels(labelled(tmp_path, [("a", "yes"), ("a", "keep"), ("b", "no")])).gold == {"a": 1.0, "b": 0.0}


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet"])
def test_every_kind_of_file_reads_alike(tmp_path: Path, ending: str) -> None:
    rows = [{"id": "a1", "label": True}, {"id": "b, 2", "label": False}]
    path = tmp_path / f"labels.{ending}"
    if ending == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif ending == "jsonl":
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    else:
        by = {"csv": ";", "tsv": "\t"}[ending]
        path.write_bytes(f"\ufeffid{by}label\r\na1{by}TRUE\r\n\r\nb, 2{by}False\r\n".encode())
    assert read_labels(path).gold == {"a1": 1.0, "b, 2": 0.0}


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("l.csv", b"", "no column id and no column label: it is empty"),
        ("l.csv", b"id,label\n", "holds no rows"),
        ("l.csv", b"id,label\na,\n", "the column label is empty in all 1 rows"),
        ("l.csv", b"id,verdict\na,yes\n", "no column label: its columns are id, verdict"),
        ("l.csv", b"\xff\xfe\x00i", "no text in UTF-8"),
        ("l.csv", b'id,label\na,"yes\n', "no CSV at line 2: unexpected end of data"),
        ("l.jsonl", b"[1]\nnonsense", "'\\[1\\]' is no JSON object|holds no label"),
        ("l.parquet", b"PAR1nonsense", "is no Parquet file"),
        ("l.xlsx", b"PK", "neither .csv nor .tsv"),
        ("gone.csv", None, "No such file"),
    ],
)
def test_a_file_that_holds_no_labels_is_told_in_a_sentence(
    tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match=said):
        read_labels(tmp_path / name)


def test_labels_of_other_rows_are_told_with_both_kinds_of_id(small: SmallCatalog, tmp_path: Path) -> None:
    version = judged(small, {"a": (True, None)})
    with pytest.raises(UserError, match=r"none of the 1 labelled ids, such as 'q9', .* ids look like 'a'"):
        agreement(version, "quality", read_labels(labelled(tmp_path, [("q9", "yes")])))
    with pytest.raises(UserError, match="no verdicts of a step 'qualty'; it has some of quality"):
        agreement(version, "qualty", read_labels(labelled(tmp_path, [("a", "yes")])))


def test_a_sample_has_rejected_rows_too_and_tells_no_verdict(small: SmallCatalog, tmp_path: Path) -> None:
    pairs = [small.pair(place) for place in range(20)]
    said = {one.id: (place >= 4, place / 20) for place, one in enumerate(pairs)}
    rows = [
        {"step": "edit", "record_id": id_, "kept": kept, "reason": "" if kept else "low", "score": score, "detail": ""}
        for id_, (kept, score) in said.items()
    ]
    shard = small.file("all", pairs)
    (small.root / "work" / "source-1").mkdir()
    shard.rename(small.root / "work" / "source-1" / "a.rows.parquet")
    kept = [one for one in pairs if said[one.id][0]]
    version, _ = small.commit([small.file("kept", kept)], verdicts=[small.step_file("verdicts", rows)])
    made = write_sample(version, "edit", 10, tmp_path / "out.csv")
    assert (made.kept, made.rejected, made.without_text) == (6, 4, 0)
    sheet = list(csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8-sig")))
    assert {row["label"] for row in sheet} == {""}
    assert all(row["question"] and Path(row["edited_image"]).is_file() for row in sheet)
    assert not {"score", "kept", "reason", "engine", "writer", "detail"} & sheet[0].keys()
    scores = sorted(said[row["id"]][1] or 0 for row in sheet if said[row["id"]][0])
    assert (scores[0] < 0.3, scores[-1] > 0.85) == (True, True)
    with pytest.raises(UserError, match="exists, and may hold labels"):
        write_sample(version, "edit", 10, tmp_path / "out.csv")


def test_text_that_a_spreadsheet_would_run_is_only_text(small: SmallCatalog, tmp_path: Path) -> None:
    one = small.pair(1, question='=HYPERLINK("http://x")', answer="-2+3")
    rows = [{"step": "edit", "record_id": one.id, "kept": True, "reason": "", "score": None, "detail": ""}]
    version, _ = small.commit([small.file("one", [one])], verdicts=[small.step_file("verdicts", rows)])
    write_sample(version, "edit", 5, tmp_path / "out.csv")
    (row,) = csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8-sig"))
    assert (row["question"], row["answer"]) == ('\'=HYPERLINK("http://x")', "'-2+3")


def test_the_picture_is_svg_that_names_what_it_shows(small: SmallCatalog, tmp_path: Path) -> None:
    from xml.etree import ElementTree

    said = {f"i{place}": (place > 4, place / 10) for place in range(10)}
    labels = labelled(tmp_path, [(f"i{place}", "yes" if place > 3 else "no") for place in range(10)])
    text = as_svg(agreement(judged(small, said, step="a<b"), "a<b", read_labels(labels)))
    words = [element.text for element in ElementTree.fromstring(text).iter() if element.text]
    assert "a<b of uni-edit@1 against 10 labels" in words
    assert text.count("<circle") == 10
    assert "prefers-color-scheme: dark" in text
