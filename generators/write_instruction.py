"""Write the instruction that hides a question, and fix the edit that fulfils it.

    ("what color is the chair in front of the white wall", "red")
    → variant "syn": "Work out the color of the chair in front of the white wall, then add an umbrella of exactly that
       color to the scene. Mind the balance of the whole composition."
      plan    EditPlan(operation="add_objects", thing="umbrella", count=1, color="red")

The category decides the template families; where there are two, a coin decides. The rules write instruction and plan
together. A model writes the instruction only, so its tasks have no plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import ClassVar

from pydantic import BaseModel

from synthloom.generators.wordings import caption, color, count, knowledge, location, math, ocr, shape
from synthloom.generators.wordings.draft import Draft, settle
from synthloom.generators.wordings.noun_phrase import Embedded, embed
from synthloom.generators.wordings.question import clean_question, is_foreign
from synthloom.generators.wordings.words import mentions
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.records import Category, ClassifiedItem, EditTask
from synthloom.schemas.steps import Context, Message, Model, Reject, Role, Text

TRIES = 20
"""Draws of another wording when one happens to hold the answer, as `scene` does when the answer is "scene"."""
PROMPTS: Mapping[Category, Mapping[str, str]] = {
    "shape": shape.PROMPT, "color": color.PROMPT, "count": count.PROMPT, "location": location.PROMPT,
    "knowledge": knowledge.PROMPT, "caption": caption.PROMPT, "ocr": ocr.PROMPT, "math": math.PROMPT,
}  # fmt: skip
RULES = """You write one instruction for an image editor. You get a picture, a question about it and the
reference answer. {prompt}
Rules: the question must be embedded in the instruction, so that the editor has to answer it in order to edit; stay
relevant to the question; never reveal the reference answer except where told to; end with a short aesthetic directive
(style, lighting, composition); write fluent English in one to three sentences. {note} Reply with JSON only:
{{"edit_instruction": "..."}}"""


class Instruction(BaseModel):
    """What the writer model answers."""

    edit_instruction: str


@dataclass(frozen=True)
class WriteInstruction:
    """Router from category to template family; instruction and plan by rules, or the instruction by a model."""

    name: ClassVar[str] = "write_instruction"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("writer",)
    needs: ClassVar[Mapping[Role, Role]] = {"writer": "editor"}
    """What a model writes has no plan, so only a model can draw it."""
    yes_share: float = 0.5
    """How often a shape, color or count question becomes a test (`yes`) and not a transfer (`syn`)."""

    def __post_init__(self) -> None:
        if not 0 <= self.yes_share <= 1:
            raise ValueError(f"yes_share is {self.yes_share}; a share is between 0 and 1")

    @property
    def makes(self) -> type[EditTask]:
        return EditTask

    async def generate(self, record: ClassifiedItem, context: Context) -> Sequence[EditTask]:
        question = clean_question(record.question)
        if not question:
            raise Reject("no_question")
        model = context.model("writer")
        if model is None:
            if is_foreign(question + record.answer):
                raise Reject("not_english")
            draft = settle(record, question, self.variant(record, question, context.random), context.random)
            text = _compose(draft, embed(question), record.answer, context.random)
            fields = record.fields_with(instruction=text, variant=draft.variant, plan=draft.plan, writer="rules")
        else:
            variant = self.variant(record, question, context.random)
            text = await _ask(model, record, question, variant)
            fields = record.fields_with(instruction=text, variant=variant, plan=None, writer=model.name)
        return [EditTask.model_validate(fields)]

    def variant(self, record: ClassifiedItem, question: str, random: Random) -> str:
        """The template family: a coin for shape, color and count, else by category."""
        if record.category in ("shape", "color", "count"):
            return "yes" if random.random() < self.yes_share else "syn"
        if record.category == "knowledge":
            return "person" if knowledge.person_named(question, record.answer) else "entity"
        return "region" if record.category == "location" else "medium"


def _compose(draft: Draft, asked: Embedded, answer: str, random: Random) -> str:
    """Fill a wording and close it; another one is drawn while the wording, not the question, holds the answer."""
    hidden = draft.variant != "yes" and len(answer.split()) <= 3 and not mentions(asked.quoted, answer)
    text = ""
    for _ in range(TRIES):
        picture = "picture" if "do" in draft.words else random.choice(("picture", "image"))
        leave = random.choice(
            (
                f"leave the {picture} exactly as it is",
                "change nothing at all",
                f"return the {picture} unchanged",
                "make no edit",
            )
        )
        words = {
            "find": random.choice(asked.finds),
            "noun": asked.noun,
            "quoted": asked.quoted,
            "picture": picture,
            "leave": leave,
        }
        question = asked.quoted.endswith("?”")
        words |= {
            "answers": "answers" if question else "meets this request:",
            "answer_to": "the answer to" if question else "the response to",
        }
        words |= draft.words
        words |= {"Quoted": asked.quoted.strip("“”"), "Do": _upper(words.get("do", ""))}
        wording = random.choice(draft.templates).format_map(words).replace("?”.", "?”").replace(".”.", ".”")
        text = f"{_upper(wording)} {random.choice(draft.closings)}"
        if not (hidden and mentions(text, answer)):
            break
    return text


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


async def _ask(model: Model, record: ClassifiedItem, question: str, variant: str) -> str:
    system = RULES.format(prompt=PROMPTS[record.category][variant], note=ROW_NOTE)
    user = Text(row_block(question=question, reference_answer=record.answer))
    reply = await model.chat([Message("system", (Text(system),)), Message("user", (record.image, user))], Instruction)
    text = reply.edit_instruction.strip()
    if not text:
        raise Reject("no_instruction")
    return text
