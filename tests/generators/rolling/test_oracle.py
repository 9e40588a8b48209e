import asyncio
from pathlib import Path
from typing import Any

from rolled import call, played

from synthloom.generators.rolling.loop import Limits, Policy
from synthloom.generators.rolling.model_policy import model_policy
from synthloom.generators.rolling.oracle import by_alias, by_judge
from synthloom.generators.rolling.prompts import ANSWER_NOW
from synthloom.schemas.steps import Model
from synthloom.schemas.tools import Returned, Session

READS = [call("visit", urls=["Lesotho"]), call("visit", urls=["Maseru"]), call("visit", urls=["Pretoria"])]


def hits(text: str, answer: str = "1869", evidence: tuple[str, ...] = ("Maseru",)) -> bool:
    return asyncio.run(by_alias(answer, ("the year 1869",), evidence)(Returned("visit", text)))


def test_an_answer_counts_on_a_page_of_the_evidence_only() -> None:
    assert hits("# Maseru (wiki://small/Maseru)\n\nMaseru was founded in 1869.")
    assert not hits("# Lesotho (wiki://small/Lesotho)\n\nMaseru was founded in 1869.")
    assert not hits("1. Lesotho (wiki://small/Lesotho)\nIn 1869.\n\n2. Maseru (wiki://small/Maseru)\nA city.")
    assert hits("1. Lesotho (wiki://small/Lesotho)\nx\n\n2. Maseru (wiki://small/Maseru)\nIn 1869.")


def test_an_answer_counts_as_whole_words() -> None:
    assert not hits("# Maseru (wiki://small/Maseru)\n\nCoordinates 18690.")
    assert not hits("# Maseru (wiki://small/Maseru)\n\nnothing", answer="…")


def test_the_truth_stops_the_search_and_the_answer_is_asked_for_as_when_turns_run_out(tmp_path: Path) -> None:
    def script(asked: Any) -> Any:
        made = sum(message["role"] == "assistant" for message in asked.body["messages"])
        return "<answer>1869</answer>" if ANSWER_NOW in asked.text else READS[made]

    done = played(tmp_path, script, oracle=by_alias("1869", (), ("Maseru",)))
    assert (done.rolled.stopped, len(done.rolled.steps), done.rolled.final_answer) == ("oracle", 3, "1869")
    spent = played(tmp_path, script, limits=Limits(turns=3), draw=1, temperature=1.0)
    assert spent.rolled.stopped == "turns"
    assert spent.asked[-1].body["messages"] == done.asked[-1].body["messages"]


def test_no_request_holds_the_answer_before_an_observation_did(tmp_path: Path) -> None:
    def script(asked: Any) -> Any:
        if asked.schema == "Hit":
            return {"analysis": "the page tells it", "hit": "founded in 1869" in asked.text}
        made = sum(message["role"] == "assistant" for message in asked.body["messages"])
        return "<answer>1869</answer>" if ANSWER_NOW in asked.text else READS[made]

    judges: list[Model] = []

    def make(model: Model, session: Session) -> Policy:
        judges.append(model)
        return model_policy(model, mode="react", dialect="native", question="When?", session=session)

    async def judged(returned: Returned) -> bool:
        return await by_judge(judges[0], "When?", "1869", ("the year of the zebra",))(returned)

    done = played(tmp_path, script, make=make, oracle=judged)
    assert done.rolled.stopped == "oracle"
    policy = [asked for asked in done.asked if not asked.schema]
    seen = ""
    for asked, step in zip(policy, done.rolled.steps, strict=True):
        assert ("1869" in asked.text) == ("1869" in seen)
        assert "zebra" not in str(asked.body)
        seen += step.observation
    assert "1869" in seen
    assert not any("zebra" in step.model_dump_json() for step in done.rolled.steps)
