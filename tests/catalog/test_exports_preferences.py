"""Right and wrong rollouts of one task as pairs of turns."""

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_trajectory import commit_rows, gold_steps, step, trajectory

from synthloom.catalog.exports.export import export
from synthloom.catalog.exports.format import LeftOut
from synthloom.catalog.exports.formats.pairs import pairs
from synthloom.schemas.trajectories import ProcessScores

DOWN = {"observation": "visit gave no answer.", "error_class": "timeout"}
BAD = {"observation": "There is no image 'img_9'.", "error_class": "bad_arguments"}


def right(media, name="r", steps=None, **changes):
    return trajectory(media, steps, id=name, **changes)


def wrong(media, name="w", steps=None, **changes):
    """A rollout that answers Oslo, of the gold steps up to the answer unless told otherwise."""
    return trajectory(media, steps, id=name, **({"final_answer": "Oslo", "outcome": "wrong"} | changes))


def exported(root, rows, **given_settings):
    commit_rows(root, rows, "made")
    report = export(root, "made", root.parent / "out", ["pref_parts"], settings=given_settings)
    (file,) = report["files"]
    return pq.read_table(root.parent / "out" / file["path"]).to_pylist(), report


def reason(*records) -> str:
    with pytest.raises(LeftOut) as told:
        pairs([record.model_dump() for record in records])
    return told.value.reason


def text(messages) -> list[str]:
    return ["".join(part["text"] or "<image>" for part in message["content"]) for message in messages]


def searched(index: int, query: str, **changes):
    """A search for something."""
    return step(index, "?", "text_search", asked={"queries": [query]}, **({"observation": "Maseru, Oslo"} | changes))


def test_what_both_saw_is_the_prompt_and_one_turn_of_each_is_compared(root, media):
    (row,), _ = exported(root, [right(media), wrong(media)])
    assert list(row) == ["id", "prompt", "chosen", "rejected", "images", "parted"]
    assert [message["role"] for message in row["prompt"]] == ["system", *["user", "assistant"] * 3, "user"]
    assert [message["role"] for name in ("chosen", "rejected") for message in row[name]] == ["assistant"] * 2
    assert text(row["chosen"])[0].endswith("<answer>\nMaseru\n</answer>")
    assert text(row["rejected"])[0].endswith("<answer>\nOslo\n</answer>")
    assert (row["id"], row["parted"]) == ("r-w", "answer")


def test_all_pictures_stand_in_the_prompt_and_none_in_the_turns(root, media):
    (row,), _ = exported(root, [right(media), wrong(media)])
    assert sum(said.count("<image>") for said in text(row["prompt"])) == len(row["images"]) == 2
    assert "<image>" not in "".join(text(row["chosen"]) + text(row["rejected"]))
    parts = [part for message in row["prompt"] for part in message["content"]]
    assert all(list(part) == ["type", "text"] and part["type"] in ("text", "image") for part in parts)
    assert all(picture["bytes"] for picture in row["images"])


def test_a_picture_that_only_one_saw_is_no_part_of_the_row(root, media):
    hasty = [step(0, "Oslo, surely.")]
    (row,), _ = exported(root, [right(media), wrong(media, steps=hasty)])
    assert (len(row["images"]), len(row["prompt"]), row["parted"]) == (1, 2, "answer")
    assert '"crop"' in text(row["chosen"])[0]


def test_another_wording_of_the_same_call_is_no_preference(root, media):
    gold = [one.model_copy(update={"thought": f"In other words: {one.thought}"}) for one in gold_steps()]
    (row,), _ = exported(root, [right(media), wrong(media, steps=gold)])
    assert row["parted"] == "answer"
    assert "In other words" not in "".join(text(row["prompt"]))


def test_a_call_that_is_wrong_in_itself_is_the_turn_that_is_rejected(root, media):
    bad = step(1, "Look.", "crop", asked={"image": "img_9", "bbox": [0, 0, 1, 1]}, **BAD)
    (row,), _ = exported(root, [right(media), wrong(media, steps=[gold_steps()[0], bad, step(2, "Oslo.")])])
    assert row["parted"] == "mistake"
    assert "img_9" in text(row["rejected"])[0]
    assert "flag country" in text(row["chosen"])[0]
    assert BAD["observation"] not in "".join(text(row["prompt"]))


def test_a_rejected_turn_may_be_the_first_of_those_that_were_fatal(root, media):
    bad = [step(n, "Look.", "crop", asked={"image": f"img_{n + 7}", "bbox": [0, 0, 1, 1]}, **BAD) for n in (1, 2, 3)]
    lost = wrong(media, steps=[gold_steps()[0], *bad], final_answer="", outcome="fatal")
    (row,), _ = exported(root, [right(media), lost])
    assert row["parted"] == "mistake"
    assert "img_8" in text(row["rejected"])[0]


def test_a_good_call_that_a_server_failed_is_no_mistake_though_the_run_it_begins_is_fatal(media):
    down = step(1, "Read.", "visit", asked={"urls": ["wiki://small/Maseru"]}, **DOWN)
    bad = [step(n, "Look.", "crop", asked={"image": f"img_{n + 7}", "bbox": [0, 0, 1, 1]}, **BAD) for n in (2, 3)]
    lost = wrong(media, steps=[gold_steps()[0], down, *bad], final_answer="", outcome="fatal")
    assert reason(right(media), lost) == "nothing_to_blame"


def test_two_calls_that_could_both_be_made_are_a_preference_only_where_others_bear_it_out(media):
    def one(name, query, answer):
        steps = [searched(0, query), step(1, "So.")]
        told = {"final_answer": answer, "outcome": "correct" if answer == "Maseru" else "wrong"}
        return trajectory(media, steps, id=name, **told).model_dump()

    few = [one("a", "capital", "Maseru"), one("b", "flag", "Oslo")]
    with pytest.raises(LeftOut, match="too few") as told:
        pairs(few)
    assert told.value.reason == "nothing_to_blame"
    some = [*few, one("c", "capital", "Maseru"), one("d", "flag", "Oslo")]
    with pytest.raises(LeftOut, match="too few"):
        pairs(some)
    many = [*some, one("e", "capital", "Maseru"), one("f", "flag", "Oslo")]
    assert [pair.parted for pair in pairs(many)] == ["call"] * 9
    mixed = [*many, one("g", "flag", "Maseru")]
    assert "call" not in {pair.parted for pair in pairs(mixed)}


def test_the_surest_pair_is_taken_then_the_best_score_then_the_fewest_steps(media):
    hasty, answered = wrong(media, "w2", [step(0, "Oslo.")]), wrong(media)
    bad = wrong(media, "w3", [step(0, "?", "crop", asked={"image": "img_9"}, **BAD), step(1, "Oslo.")])
    long = right(media, "r2", [*gold_steps()[:3], searched(3, "Maseru"), step(4, "It is.")])
    told = pairs([row.model_dump() for row in (bad, hasty, answered, long, right(media))])
    assert [(told[0].right["id"], told[0].parted), told[-1].parted] == [("r", "answer"), "mistake"]
    better = long.model_copy(update={"score": 0.9})
    assert pairs([row.model_dump() for row in (answered, better, right(media))])[0].right["id"] == "r2"


def test_scores_of_the_process_stand_in_for_a_critique(media):
    scores = [ProcessScores(relevance=n, progression=n, consistency=n, redundancy=n, judge="rules") for n in (0.1, 0.9)]
    rights = [right(media, name, process=one) for name, one in zip("ab", scores, strict=True)]
    assert pairs([row.model_dump() for row in (*rights, wrong(media))])[0].right["id"] == "b"


def test_a_task_without_a_right_and_a_wrong_rollout_is_left_out_with_what_is_missing(media):
    assert reason(right(media)) == "lone_rollout"
    assert reason(right(media), right(media, "r2")) == "no_wrong_rollout"
    assert reason(wrong(media), wrong(media, "w2")) == "no_right_rollout"


def test_what_a_server_did_is_no_fault_of_the_agent(media):
    down = [step(n, "Read.", "visit", asked={"urls": [f"a{n}"]}, **DOWN) for n in (1, 2, 3)]
    lost = wrong(media, steps=[gold_steps()[0], *down], final_answer="", outcome="fatal")
    assert reason(right(media), lost) == "no_wrong_rollout"
    late = [*gold_steps()[:2], gold_steps()[2].model_copy(update=DOWN), step(3, "Oslo, then.")]
    assert reason(right(media), wrong(media, steps=late)) == "no_parting_turn"


def test_a_right_answer_that_nothing_showed_is_a_guess_and_not_preferred(media):
    guess, other = [searched(0, "flag", observation="A flag.")], step(1, "I think so.")
    assert reason(right(media, steps=[*guess, other]), wrong(media, steps=[*guess, other])) == "no_parting_turn"


def test_only_rollouts_of_one_task_meet_and_what_is_left_out_is_counted(root, media):
    rows = [right(media), wrong(media), right(media, "lone", task_id="q2"), wrong(media, "alone", task_id="q3")]
    made, report = exported(root, rows)
    assert [row["id"] for row in made] == ["r-w"]
    assert report["left_out"]["pref_parts"]["train"] == {"lone_rollout": 2}


def test_the_dialect_is_that_which_was_asked_for(root, media):
    (row,), _ = exported(root, [right(media), wrong(media)], dialect="opensearch_vl")
    assert text(row["chosen"])[0].endswith("<response>\nMaseru\n</response>")


def test_pictures_as_files_leave_paths_in_the_rows(root, media):
    commit_rows(root, [right(media), wrong(media)], "made")
    out = root.parent / "out"
    (file,) = export(root, "made", out, ["pref_parts"], settings={"images": "files"})["files"]
    assert file["path"] == "data/pref_parts/train-00000-of-00001.jsonl"
    assert len(list(out.glob("images/*/*.png"))) == 2


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_pair_differs_in_what_is_done_after_all_the_same(media, data):
    errors = st.sampled_from([None, None, None, "empty", "timeout", "bad_arguments"])
    rows = []
    for number in range(data.draw(st.integers(2, 5))):
        ways = data.draw(st.lists(st.tuples(st.sampled_from("ab"), errors), max_size=3))
        steps = [searched(place, query, error_class=error) for place, (query, error) in enumerate(ways)]
        answer = data.draw(st.sampled_from(["Maseru", "Oslo", "Bergen"]))
        outcome = {"final_answer": answer, "outcome": "correct" if answer == "Maseru" else "wrong"}
        rows.append(trajectory(media, [*steps, step(len(steps), "So.")], id=str(number), **outcome).model_dump())
    try:
        found = pairs(rows)
    except LeftOut:
        return
    for pair in found:
        before = [[(s["arguments"], s["error_class"]) for s in row["steps"][: pair.step]] for row in pair[:2]]
        assert before[0] == before[1]
        one, other = (row["steps"][pair.step] for row in pair[:2])
        assert (one["arguments"], pair.right["final_answer"]) != (other["arguments"], pair.wrong["final_answer"])
        assert one["loss_mask"]
        assert pair.right["outcome"] == "correct" != pair.wrong["outcome"]
