"""Ask a judge that sees the question alone whether every description in it fits one entity.

    "… the landlocked kingdom that became independent in 1966 …"   → Verdict(kept=True, detail="Lesotho fits alone. …")
    "… a country in Africa that became independent in 1960 …"      → Verdict(kept=False, reason="not_unique", …)

The paper's uniqueness gate. A corpus doesn't know everything: that its pages allow one reading is `unique`'s to prove;
the judge knows the rest of the world. Without a judge all are kept, and the verdict says so.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Context, Message, Role, Text, Verdict


class Reading(BaseModel):
    """The judge's reply."""

    model_config = ConfigDict(extra="forbid")

    reasoning: str
    unique: Literal["yes", "no"]


@dataclass(frozen=True)
class UniqueJudge:
    """Keeps questions that a judge reads in one way only."""

    name: ClassVar[str] = "unique_judge"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("judge",)

    async def verify(self, record: SearchQuestion, context: Context) -> Verdict:
        """Ask the judge once."""
        judge = context.model("judge")
        if judge is None:
            return Verdict(True, detail="not tried: no judge model")
        row = row_block(question=record.question, pictured=record.anchor_mention if record.anchor_image else "")
        reply = await judge.chat((Message("system", (Text(SYSTEM),)), Message("user", (Text(row),))), Reading)
        kept = reply.unique == "yes"
        return Verdict(kept, "" if kept else "not_unique", detail=reply.reasoning[:500])


SYSTEM = (
    "You check whether a question can be understood in one way only. Names in it were replaced by descriptions; you "
    "see nothing but the question. Work in this order:\n"
    "1. list the descriptions and, for each, every real entity you know that fits it, given the others\n"
    "2. `pictured`, where it isn't empty, is shown in a picture that you don't see: take it as known\n"
    "3. say yes if one entity fits each description and the question then has one right answer; no if two or more fit, "
    "if none does, or if two of its statements contradict each other\n"
    "You needn't know the answer. Not knowing an entity is no reason for no; knowing a second one is.\n"
    f"{ROW_NOTE}\n"
    'Reply with one JSON object: {"reasoning": "at most 100 words", "unique": "yes" or "no"}.'
)
