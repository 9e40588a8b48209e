"""Does the edit do what the instruction asks? A judge that sees both pictures and the answer says yes or no.

"If there are three dogs, give each a red collar.", question "How many dogs?", answer "3"
three red collars in the edited picture   → Verdict(kept=True, detail="All three dogs wear red collars.")
two red collars                           → Verdict(kept=False, reason="instruction_not_followed", detail="…")
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.records import EditPair
from synthloom.schemas.steps import Context, Message, Role, Text, Verdict

SYSTEM = (
    "You check an image edit. You get an instruction, the question hidden in it, that question's right answer, the "
    "source picture and the edited picture. Work in this order:\n"
    "1. say what the instruction demands once the question is replaced by its answer; where it is a condition, whether "
    "the condition holds, and if it doesn't, that the picture must stay as it is\n"
    "2. say what differs between the two pictures\n"
    "3. answer yes if every demand is met and nothing else of weight was changed, otherwise no\n"
    "An instruction may ask for a new picture, such as text on a board; then the old scene needs not to be kept. "
    "Be strict about counts, colors, shapes, places and spelling. Beauty doesn't matter here.\n"
    f"{ROW_NOTE}\n"
    'Reply with one JSON object: {"reasoning": "at most 100 words", "answer": "yes" or "no"}.'
)


class EditJudgement(BaseModel):
    """The judge's reply."""

    model_config = ConfigDict(extra="forbid")

    reasoning: str
    answer: Literal["yes", "no"]


@dataclass(frozen=True)
class FollowsInstruction:
    """Keeps the edits that a judge finds right; without a judge all, and says so."""

    name: ClassVar[str] = "follows_instruction"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("judge",)

    async def verify(self, record: EditPair, context: Context) -> Verdict:
        """Ask the judge."""
        judge = context.model("judge")
        if judge is None:
            return Verdict(True, detail="not judged: no judge model")
        row = row_block(instruction=record.instruction, question=record.question, answer=record.answer)
        parts = (Text(row), Text("The source picture:"), record.image, Text("The edited picture:"), record.edited_image)
        reply = await judge.chat((Message("system", (Text(SYSTEM),)), Message("user", parts)), EditJudgement)
        kept = reply.answer == "yes"
        return Verdict(kept, "" if kept else "instruction_not_followed", detail=reply.reasoning)
