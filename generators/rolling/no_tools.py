"""The same question without tools: what a tool's benefit is measured against (AdaTooler-V, arXiv 2512.16918).

await without_tools(model, "Which river …?", [picture], draws=4, temperature=1.0) → ["Orange River", "Vaal", …]
"""

from collections.abc import Sequence

from pydantic import BaseModel

from synthloom.engines.asking.together import together
from synthloom.schemas.media import Media
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.steps import Message, Model, Text


class Unaided(BaseModel):
    """An answer from memory and sight alone."""

    thoughts: str
    answer: str


async def without_tools(
    model: Model, question: str, images: Sequence[Media], draws: int, temperature: float
) -> list[str]:
    """The answers of so many draws, at once. Raises what the engine raises."""
    messages = (Message("system", (Text(SYSTEM),)), Message("user", (*images, Text(row_block(question=question)))))
    asked = [model.chat(messages, Unaided, temperature=temperature, draw=draw) for draw in range(draws)]
    return [reply.answer for reply in await together(asked)]


SYSTEM = (
    "You answer a question, often about a picture, without any means to look things up. Think, then give the shortest "
    "answer that is complete: a name, a date, a number or a few words, without a sentence around it. Always give your "
    "best guess.\n"
    f"{ROW_NOTE} The question is all you take from it.\n"
    'Reply with one JSON object: {"thoughts": "at most 100 words", "answer": "..."}.'
)
