"""Sort a VQA item into one of eight categories and cut its answer to the core, by rules or by a model.

    ("What color are the bushes?", "The bushes are green.")  → category="color", answer="green"
    ("Is there a dog?", "yes")                               → Reject("category_yes_no")

The rules look at the question first and then check that the answer is of the kind asked for: a color question
answered by "wood grain" has no category.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, cast

from pydantic import BaseModel

from synthloom.generators.wordings.caption import is_boilerplate, tidy_caption
from synthloom.generators.wordings.question import asks_twice, clean_question, is_broken
from synthloom.generators.wordings.short_answer import UNKNOWN, majority, short_answer, tidy
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.records import CATEGORIES, ClassifiedItem, VqaItem
from synthloom.schemas.steps import Context, Message, Model, Reject, Role, Text

Label = Literal[
    "shape", "count", "yes_no", "color", "location", "knowledge", "caption", "ocr", "math", "multi-choice", "others"
]
LEAST_SHARE = 0.3
"""With five or more annotators, fewer than three in ten giving one answer means the question has none."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


PICTURE = (
    r"(?:the |this |that |an? )?(?:(?:given|following|entire|whole) )?(?:image|picture|photo|photograph|scene|snapshot)"
)
OPTIONS = _any(r"\(A\).*\(B\)", r"(?:^|\s)A[.)] .*\sB[.)] ", r"\bA: .*\bB: ", r"\bchoices?:", r"\boptions:")
AUXILIARY = _any(
    r"^(?:is|are|was|were|am|do|does|did|has|have|had|will|would|should|shall|may|might|must|isn't|aren't|doesn't)\b",
    r"^(?:can|could) (?!you (?:please )?(?:describe|tell|give|elaborate|write|summari|encapsulate|read|list|"
    r"provide|transcribe))",
    r"; (?:is|are|does|do) ",
    r", (?:is|are|does|do) (?:it|there|they)\b",
    r"yes or no\?",
)
YES_NO = _any(r"^(?:yes|no|yeah|nope|true|false)\b(?! \w+ left)")
CAPTION = _any(
    rf"\bdescri(?:be|ption of) (?:\w+ )?{PICTURE}",
    r"^(?:write|give|provide).*\b(?:description|summary|overview|essence|caption)\b",
    rf"(?:main|primary|central|key|core) (?:focus|point|idea|message|theme|elements?|features?) (?:of|in|"
    rf"behind) {PICTURE}",
    rf"{PICTURE} (?:is )?trying to (?:say|convey|show)",
    rf"^what (?:can|do) you see (?:in|from|on) {PICTURE}",
    rf"distill? {PICTURE}",
    rf"^what(?:'s| is) {PICTURE} (?:really )?about",
    r"^what do you (?:see|think)(?: \w+){0,3} (?:in|on|is going on) ",
    rf"^what(?:'s| is) (?:happening|going on) in {PICTURE}",
    rf"^summari[sz]e {PICTURE}",
    r"\bcaption\b",
    rf"elaborate on the elements of {PICTURE}",
    rf"(?:analy[sz]e|explain) (?:the visual content of )?{PICTURE}",
    rf"essence of {PICTURE}",
    rf"know more about {PICTURE}",
    r"^describe (?:what|everything)",
)
OCR = _any(
    r"\b(?:written|printed|handwritten)\b",
    r"\bwhat (?:does|do|did) .*\b(?:say|read|spell)\b",
    r"\bread the (?:text|sign|word|label)",
    r"\bwhat(?:'s| is| are)?(?: the)?(?: \w+)?(?: \w+)? (?:word|words|text|letters?|title|slogan|headline|"
    r"caption|inscription)\b",
    r"\b(?:license|licence|number) plate\b",
    r"\b(?:what|which) (?:\w+ )?brand\b",
    r"\bbrand(?: name)? (?:of|is)\b",
    r"\b(?:what|which) number (?:is|are) (?:on|written|shown|displayed)",
    r"\bwhat(?:'s| is) the (?:number|name|date|price|total|company|"
    r"address|phone|telephone|website|url|label)\b.*\b(?:on|of|for|in|at|from|next)\b",
    r"\b(?:total|company|address|date|invoice)\b.*\breceipt\b",
    r"\btranscribe\b",
    r"\bwhat (?:time|year|date) (?:is|does|was) (?:it|shown|the (?:coin|clock|watch|sign|ticket|receipt))\b",
)
MATH = _any(
    r"\$[^$]+\$",
    r"\\(?:frac|sqrt|angle|triangle|mathrm)",
    r"\d\s*[-+*×÷−=]\s*\(?\d",
    r"\b(?:calculate|compute|evaluate|simplify|solve|derivative|integral|probability|perimeter|hypotenuse|"
    r"radius|trace|matrix|equation|"
    r"formula|circumference|diameter|theorem|polygon|resistance|voltage|average|percent|percentage|mean|median)\b",
    r"\b(?:volume|sum|product|difference|angle|slope|size of angle|measure of angle|coordinates) (?:of|"
    r"between|[A-Z]\b)",
    r"\bhow (?:many|much) (?:more|less|fewer|longer|older|cheaper)\b",
    r"\bhow much is \d",
    r"\b(?:find|determine) the (?:value|measure|length|size|number|area|sum|rms|ac)\b",
    r"\barea of (?!(?:the |this )?(?:picture|image|photo|scene))",
    r"\bintersection of\b",
    r"\bwhat(?:'s| is) \d+ (?:plus|minus|times|divided by|multiplied by) \d",
)
COUNT = _any(r"\bhow (?:many|any)\b", r"\bnumber of (?!the )", r"^count\b")
COLOR = _any(r"\bcolou?rs?\b")
SHAPE = _any(r"\bshapes?\b", r"\b(?:form|outline) of\b")
LOCATION = _any(
    r"^(?:please )?(?:tell me )?where(?:'s|abouts)? ",
    r"\b(?:position|location|whereabouts|spatial relation(?:ship)?) (?:of|between)\b",
    r"\b(?:on|to|at|in) (?:which|what) (?:side|part|area|corner|position|place|direction)\b",
    rf"^(?:which|what) (?:side|part|area) of {PICTURE}",
)
NO_PLACE = _any(
    r"\b(?:taken|shot|photographed)\b",
    rf"^where (?:is|was) {PICTURE} \w+\??$",
    r"^where (?:is|was) (?:this|the) (?:scene|image)\??$",
    r"^where (?:is|are|was) (?:this|that|it|they|these|you|we)\b(?: at| \w+ing)?\??$",
    r"\btak(?:e|es|ing) place\b",
    r"\b(?:come|coming|going|looking|traveling|headed|heading) ?(?:from|to|towards)?\??$",
)
KNOWLEDGE = _any(
    r"(?:^|[.:;] )(?:(?:on|in|into|at|from|to|by|for|after|with) )?(?:who|whose|whom|which|what)\b",
    r"^name (?:the|this|that)\b",
    r"^identify\b",
)
NEAR = (
    r"(?:in|on|at|by|near|under|above|below|behind|beside|beneath|underneath|next|between|inside|outside|over|around|"
    r"against|along|across|left|right|close|closest|opposite|top|to the|in front|on top)"
)
STANDS = _any(
    r"^what(?:['’]s| is| are| objects?| things?| items?) (?:there |the )?"
    r"(?:(?:objects?|things?|items?) )?(?:(?:is|are) )?(?:that (?:is|are) )?"
    r"(?:(?:placed|put|kept|stuck|found|seen|hung|hanging|located|visible|shown|present|standing|lying|sitting|displayed|"
    rf"mounted|attached|stored|arranged) )?(?:right |just |directly )?{NEAR}\b",
)
"""What stands somewhere has several right answers, unless the question singles one out: the largest, what kind of."""
NO_THING = _any(
    r"\b(?:doing|made (?:out )?(?:of|from)|happening|wrong|funny|unusual|purpose|reason|weather|season|condition|"
    r"material|texture|expression|emotions?|"
    r"mood|status|state|finish|pattern|direction|size|age|gender|time|(?:type|kind|what) (?:of )?day|trend|stage|"
    r"look like|feel|"
    r"feeling|cause[ds]?|inferred|might|"
    r"could|would|should|not|challenges?|benefits?|measures?|factors?|impact|message|advice|relationship|"
    r"connection|most likely)\b",
    r"^(?:what|which) (?:are|do|does|did|can) (?!.*\b(?:name|kind|type|breed)\b)(?:they|you|he|she|it|we)\b",
    r"^what (?:is|are) (?:he|she|it|they) ",
    r"^what(?:'s| is) (?:the )?(?:man|woman|boy|girl|person|child|guy|lady|dog|cat|animal|bird|elephant)\b.* \w+ing\b",
    r"^what if\b",
    r"^what(?:'s| is| are) .*\bfor\?$",
    r"^which of the\b",
)


def category_by_rules(question: str, item: VqaItem) -> str:
    """The category a question belongs to, looking at the item's answer only where the question is open."""
    answer = tidy(item.answer)
    if item.choices or OPTIONS.search(question):
        return "multi_choice"
    if YES_NO.match(answer) or (AUXILIARY.search(question) and not CAPTION.search(question)):
        return "yes_no" if YES_NO.match(answer) else "others"
    has_value = re.search(r"\d|\\", answer) is not None
    if item.working or (has_value and (MATH.search(question) or _long_story(question))):
        return "math"
    for category, pattern in (("caption", CAPTION), ("count", COUNT), ("color", COLOR), ("shape", SHAPE)):
        if pattern.search(question):
            return category
    if LOCATION.search(question):
        return "others" if NO_PLACE.search(question) else "location"
    if re.match(r"(?:why|how)\b", question, re.IGNORECASE):
        return "others"
    read = {tidy(region.text).lower() for region in item.regions if region.text}
    if answer.lower() in read or (OCR.search(question) and not re.match(r"(?:by )?who\w*\b", question, re.IGNORECASE)):
        return "ocr"
    open_ended = NO_THING.search(question) or STANDS.search(question)
    return "knowledge" if KNOWLEDGE.search(question) and not open_ended else "others"


def _long_story(question: str) -> bool:
    """A puzzle: several sentences, with numbers in them or many words."""
    sentences = len(re.findall(r"[.?!](?:\s|$)", question))
    return sentences > 1 and (len(re.findall(r"\d+", question)) > 1 or len(question.split()) >= 20)


class Classification(BaseModel):
    """What the classifier model answers."""

    category: Label
    process_answer: str


SYSTEM = f"""You sort visual question answering items. You get a question about a picture and its
answer, not the picture.
Choose one category:
- shape: the shape of something      - color: the color of something      - count: how many there are of something
- location: where something is in the picture      - knowledge: naming or recognising a thing, kind, person or place
- caption: a description of the whole picture      - ocr: text that must be read in the picture
- math: a problem that needs calculation or geometry      - yes_no: answered by yes or no
- multi-choice: options are listed in the question      - others: anything else, and lists of things
Then write process_answer. For shape, color, count, location and knowledge: only the core of the answer, one to a few
words, with no article and no full stop. For ocr: only the text asked for. For every other category: the
answer, unchanged. {ROW_NOTE}
Reply with JSON only: {{"category": "...", "process_answer": "..."}}"""
EXAMPLES = (
    ("What color is the sofa beside the lamp?", "The sofa beside the lamp is dark green.", "color", "dark green"),
    ("How many sheep can be counted on the hill?", "I can see five sheep grazing there.", "count", "five"),
    ("Where has the kettle been put?", "It stands to the left of the sink.", "location", "to the left of the sink"),
    ("Which inventor is on this stamp?", "The stamp shows Nikola Tesla.", "knowledge", "Nikola Tesla"),
    ("Is the gate open?", "Yes, it is wide open.", "yes_no", "Yes, it is wide open."),
    ("Describe this picture.", "A tram crosses a bridge at dusk.", "caption", "A tram crosses a bridge at dusk."),
)


@dataclass(frozen=True)
class Classify:
    """Category and short answer; what fits none of the eight categories is rejected as `category_…`."""

    name: ClassVar[str] = "classify"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("classifier",)

    @property
    def makes(self) -> type[ClassifiedItem]:
        return ClassifiedItem

    async def generate(self, record: VqaItem, context: Context) -> Sequence[ClassifiedItem]:
        item = record.model_copy(update={"answer": _agreed(record)})
        if not item.answer.strip() or tidy(item.answer).lower() in UNKNOWN:
            raise Reject("no_answer")
        question = clean_question(item.question)
        if not question:
            raise Reject("no_question")
        if is_broken(question):
            raise Reject("broken_question", question)
        model = context.model("classifier")
        if model is None:
            category = category_by_rules(question, item)
            answer = short_answer(item.answer, category)
        else:
            reply = await _ask(model, question, item)
            category, answer = reply.category.replace("-", "_"), reply.process_answer.strip()
        if category not in CATEGORIES or not answer:
            raise Reject("category_others" if category in CATEGORIES else f"category_{category}")
        if category != "math" and asks_twice(question):
            raise Reject("two_questions", question)
        if category == "caption":
            answer = tidy_caption(answer)
            if is_boilerplate(answer):
                raise Reject("boilerplate_caption", answer)
        fields = record.fields_with(
            category=category,
            answer=answer,
            original_answer=record.answer or item.answer,
            classifier="rules" if model is None else model.name,
        )
        return [ClassifiedItem.model_validate(fields)]


def _agreed(record: VqaItem) -> str:
    """The one answer, or what most annotators said."""
    given = [answer for answer in record.answers if answer.strip()]
    if len(given) < 2:
        return record.answer or "".join(given)
    answer, votes = majority(given)
    if len(given) >= 5 and votes < LEAST_SHARE * len(given):
        raise Reject("annotators_disagree", f"{votes} of {len(given)} said {answer!r}", votes / len(given))
    return answer


async def _ask(model: Model, question: str, item: VqaItem) -> Classification:
    messages = [Message("system", (Text(SYSTEM),))]
    for asked, answered, category, core in EXAMPLES:
        reply = Classification(category=cast(Label, category), process_answer=core)
        messages.append(Message("user", (Text(row_block(question=asked, answer=answered)),)))
        messages.append(Message("assistant", (Text(reply.model_dump_json()),)))
    options = {"options": item.choices} if item.choices else {}
    messages.append(Message("user", (Text(row_block(question=question, **options, answer=item.answer)),)))
    return await model.chat(messages, Classification)
