"""Wordings for questions that name something: a person's name goes on a sign, any other thing is drawn.

person_named("Who painted this?", "Claude Monet") → True      person_named("Who is on the sofa?", "A man") → False
"""

import re

VERB = r"(?:does|do|did|is|are|was|were|has|can)\b"
START = r"(?:^|[.:;] )(?:(?:by|of|for|with|after) )?"
ASKS_PERSON = re.compile(
    rf"{START}(?:who|whose|whom)\b"
    rf"|{START}(?:what|which)(?: (?!{VERB})\w+){{0,2}} (?:scientist|artist|painter|king|queen|president|actor|actress"
    r"|singer|author|writer|playwright|inventor|composer|philosopher|poet|emperor|leader|player|athlete|person|man|woman"
    r"|mathematician|physicist|astronomer|astronaut|chemist|biologist|engineer|pharaoh|politician|director|musician"
    r"|novelist|sculptor|architect|explorer|character)\b"
    r"|^which(?: \w+)? (?:American|Greek|Italian|German|Roman|Spaniard|Englishman|Frenchman|Englishwoman)"
    rf" (?:{VERB}|\w+ed\b)"
    r"|\bname of (?:the|this|that) (?:\w+ )?(?:man|woman|person|player|actor|actress|singer|artist|painter|scientist"
    r"|author|king|queen|character|runner)\b",
    re.IGNORECASE,
)
ASKS_MAKER = re.compile(
    r"(?:^|[.:;] )(?:what|which)\b|\b(?:painted|wrote|written|composed|invented|discovered|designed|created|founded)\b",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"\b(?:man|men|woman|women|lady|ladies|boy|girl|guy|kid|child|children|baby|people|person|family|couple|"
    r"crowd|player|players"
    r"|driver|chef|cook|officer|police|pedestrian|pedestrians|worker|workers|customer|nobody|everyone|"
    r"someone|dog|cat|mother|father)s?\b",
    re.IGNORECASE,
)
NAME_WORD = r"(?:[A-Z][\w.'’-]*|of|the|da|de|di|del|van|von|der|le|la|bin|al|[IVX]+)"
NAME = re.compile(rf"[A-Z][\w.'’-]*(?: {NAME_WORD}){{1,4}}")
LONE_NAME = re.compile(r"[A-Z][\w'’-]{2,}")


def person_named(question: str, answer: str) -> bool:
    """Whether the answer names a person; a lone word counts only for a profession or the maker of a work."""
    if not ASKS_PERSON.search(question) or NO_NAME.search(answer):
        return False
    lone = ASKS_MAKER.search(question) is not None
    return NAME.fullmatch(answer) is not None or (lone and LONE_NAME.fullmatch(answer) is not None)


PERSON = (
    "Find out {find}, and write that person's name on {sign} placed in the scene, in {style}.",
    "Work out {find}. Then add {sign} to the {picture} with the name on it, lettered in {style}.",
    "{Quoted} Put the full name on {sign} and set it into the scene; use {style}.",
    "Add {sign} to the scene that {answers} {quoted} Write the name in {style}.",
    "Determine {find} and letter the name in {style} on {sign} that becomes part of the scene.",
    "Place {sign} somewhere in the {picture}. On it, in {style}, write the name you get when you answer {quoted}",
    "Somebody should be credited here: settle {find}, and show the name on {sign}, written in {style}.",
    "Think about {quoted} When you know who it is, put {sign} bearing that name into the {picture}, in {style}.",
    "Let {sign} appear in the scene. It carries, in {style}, the name of the person asked for here: {quoted}",
    "Recall {find}, then label the scene: add {sign} with this person's name in {style}.",
    "Identify the person behind the question {quoted} Add {sign} to the {picture} that spells out the name in {style}.",
    "Use what you know to answer {quoted} Then write the name in {style} on {sign} within the scene.",
)
ENTITY = (
    "Find out {find}, and draw the same kind of thing again somewhere in the {picture}.",
    "Work out {find}. Then add a new drawing of such a thing to the {picture}.",
    "{Quoted} Answer this for yourself and draw what you named into the scene.",
    "Determine {find} and let another example of it appear in the scene.",
    "Add a picture of the thing that {answers} {quoted}",
    "Think about {quoted} Whatever the answer is, add a clear illustration of it to the {picture}.",
    "Settle {find}, and then place an extra example of it somewhere in the {picture}.",
    "Put into the scene what a correct answer to {quoted} would name.",
    "Name for yourself the thing meant here: {quoted} Then draw it into the {picture} as a new object.",
    "Look at the {picture} and establish {find}; illustrate your answer by adding such an object.",
    "The scene should gain a new object. Choose it by answering {quoted}",
    "Let {answer_to} {quoted} show up as a newly drawn object in the {picture}.",
)
PROMPT = {
    "person": "The answer is a person. Write an instruction that makes the editor resolve the question and "
    "write the name on a board, "
    "sign or paper placed in the scene. Never write the name.",
    "entity": "Write an instruction that makes the editor resolve the question and generate the thing it "
    "names in the scene. Never "
    "name the thing, nor anything that gives it away.",
}
