"""How a trajectory got to its answer, measured by rules: OpenSearch-VL's four dimensions without a judge.

    measure(record).scores   → relevance 1.0, progression 0.75, consistency 1.0, redundancy 0.75
    measure(record).stalled  → (2,): what step 2 brought was all known before

- relevance: of each call's words, the share that the question or an earlier observation has; the mean over calls
- progression: the share of calls that brought a picture, or an observation with new words
- consistency: of what a thought names, the share that was seen before; the mean over thoughts, the answer being named
  by the last one
- redundancy: one minus the share of calls that were repeated, failed by the agent's own fault, or found nothing

A server's failure is nobody's fault and doesn't count. Without a single call the first two and the last are 1.
"""

import re
from dataclasses import dataclass

from synthloom.catalog.corpus.key import key, spaced
from synthloom.catalog.trajectories.annotate import agents_fault, plain_observation, servers_fault, starting_images
from synthloom.catalog.trajectories.answers import same_value
from synthloom.catalog.trajectories.arguments import load
from synthloom.catalog.trajectories.quantities import MONTHS
from synthloom.schemas.trajectories import ProcessScores, Trajectory, TrajectoryStep

LONG_ANSWER = 8
"""Words; what is longer is a sentence of the agent's own."""
NEW_WORDS = 3
"""Words that an observation must bring for the step to have got on."""
_PLAIN = """a about after all also an and any are as at be been before being both but by can could did do does each
first for from had has have he her here his how i if in into is it its let me more most my next no not now of on one
only or other our out page search same second see she should so some such than that the their them then there these
they this those through to too tool up us use was we were what when where which while who whom whose why will with
would you your image picture img question answer find look result results
internet web wikipedia monday tuesday wednesday thursday friday saturday sunday"""
PLAIN_WORDS = frozenset(_PLAIN.split()) | set(MONTHS)
_WORD = r"(?:(?:[A-Z]|St|Mr|Dr|Jr|Mt|Ft|Lt)\.(?=\s[A-Z])(?!\sI\b)|[A-ZÀ-ÞĀ-Ž][\w'’-]*)"
_NAME = re.compile(rf"\b{_WORD}(?:\s+(?:(?:of|the|de|la|van|von|and|in|for|on)\s+)?(?:{_WORD}|\d[\w-]*))*")
_CURLY = re.compile(r"[“«]([^”»]+)[”»]")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*\d\d(?![\w])")
_REFERENCE = re.compile(r"\bimg_\d+\b")
_ADDRESS = re.compile(r"\b(?:wiki|https?)://[^\s\"'<>)\]]+")
_SWITCHES = {"mode", "lang", "hl", "code"}
"""Arguments whose words are no words of a search."""
_STARTS = re.compile(r"(?:^|[.!?:;…]\s+|\n\s*)$")


@dataclass(frozen=True)
class Measured:
    """The four scores, and the steps that cost them."""

    scores: ProcessScores
    strayed: tuple[int, ...]
    """Calls most of whose words come from nowhere."""
    stalled: tuple[int, ...]
    """Calls that brought nothing new."""
    repeated: tuple[int, ...]
    faulty: tuple[int, ...]
    """Calls that failed by the agent's fault."""
    empty: tuple[int, ...]
    """Calls that found nothing."""
    unseen: tuple[tuple[int, str], ...]
    """Steps, and what they name that wasn't seen before."""
    answer_seen: bool
    """Whether the final answer stands in an observation, or in the question."""


def measure(record: Trajectory) -> Measured:
    """The four scores by rules, and where points were lost."""
    seen = _Seen(record)
    calls, strayed, stalled = list[TrajectoryStep](), list[int](), list[int]()
    relevant = list[float]()
    unseen = list[tuple[int, str]]()
    grounded = list[float]()
    for step in record.steps:
        named = seen.named(step.thought, step.arguments)
        if step is record.steps[-1] and record.final_answer:
            named[record.final_answer] = seen.has_answer(record.final_answer)
        unseen += [(step.index, name) for name, known in named.items() if not known]
        if named or step.thought.strip():
            grounded.append(_share(sum(named.values()), len(named)))
        if step.tool and not servers_fault(step):
            calls.append(step)
            share = seen.share_known(step)
            relevant.append(share)
            strayed += [step.index] if share < 0.5 else []
        if not seen.take_in(step) and step.tool and not servers_fault(step):
            stalled.append(step.index)
    repeated = tuple(step.index for step in calls if step.repeated)
    faulty = tuple(step.index for step in calls if agents_fault(step))
    empty = tuple(step.index for step in calls if step.error_class == "empty" and not step.repeated)
    vain = {*repeated, *faulty, *empty}
    scores = ProcessScores(
        relevance=_share(sum(relevant), len(calls)),
        progression=_share(len(calls) - len(stalled), len(calls)),
        consistency=_share(sum(grounded), len(grounded)),
        redundancy=_share(len(calls) - len(vain), len(calls)),
        judge="rules",
    )
    answer_seen = record.final_answer not in {name for _, name in unseen}
    return Measured(scores, tuple(strayed), tuple(stalled), repeated, faulty, empty, tuple(unseen), answer_seen)


def _share(part: float, whole: int) -> float:
    return round(max(part, 0.0) / whole, 4) if whole else 1.0


class _Seen:
    """What stood in the question, the tools' descriptions and observations so far."""

    def __init__(self, record: Trajectory) -> None:
        told = {message.role: message.content for message in record.messages[:2]}
        texts = {role: "\n".join(part.text for part in content if part.text) for role, content in told.items()}
        asked = f"{record.question}\n{texts.get('user', '')}"
        self.raw = f"{asked}\n{texts.get('system', '')}\n{record.tools}"
        self.text, self.numbers = spaced(self.raw), _numbers(self.raw)
        self.words = set(key(asked).split())
        """Of the question and observations; those that only prompts and tools have are in `others`."""
        self.others = set(self.text.split()) - self.words
        self.images = set(starting_images(record))

    def take_in(self, step: TrajectoryStep) -> bool:
        """Add an observation without what it repeats of the call; whether it brought anything."""
        told = plain_observation(step)
        for asked in _texts(step.arguments):
            told = told.replace(f'"{asked}"', " ").replace(f"({asked})", " ")
        new = set(key(told).split()) - self.words
        self.words |= new
        self.text += key(told) + " "
        self.raw += "\n" + told
        self.numbers |= _numbers(told)
        self.images |= set(step.images)
        return bool(step.images) or (step.error_class is None and len(new) >= NEW_WORDS)

    def share_known(self, step: TrajectoryStep) -> float:
        """The share of a call's telling words that were seen; 1 for a call without any, such as a crop."""
        asked = re.sub(r"\bwiki://|[_%/]+", " ", " ".join(_texts(step.arguments)))
        words = [word for word in key(asked).split() if word not in PLAIN_WORDS]
        beginnings = {word[:5] for word in self.words if len(word) > 5}  # "bordering" was seen in "borders"
        known = sum(word in self.words or (len(word) > 5 and word[:5] in beginnings) for word in words)
        return known / len(words) if words else 1.0

    def named(self, thought: str, arguments: str = "") -> dict[str, bool]:
        """Names, numbers, quotations, addresses and pictures in a thought, and whether each was seen before it."""
        found = {name: name in self.images for name in _REFERENCE.findall(thought)}
        addresses = [address.rstrip(".,;:!?") for address in _ADDRESS.findall(thought)]
        found |= {address: address in self.raw for address in addresses}
        text = _ADDRESS.sub(" ", _REFERENCE.sub(" ", thought))
        own = {key(asked) for asked in _texts(arguments)}
        quoted = [quotation for quotation in _quotations(text) if key(quotation) not in own]
        for name in (*_names(text), *quoted):
            first, _, rest = name.partition(". ")  # the B of `Plan B. Having read Lesotho` ends a sentence
            found[name] = self.has(name) or (len(first) == 1 and self.has(rest.partition(" ")[2]))
        numbers = sorted(_numbers(text) - _numbers(arguments))
        return found | {number: number in self.numbers for number in numbers}

    def has(self, name: str) -> bool:
        """Whether a name was seen, as a whole or word by word of it."""
        wanted = re.sub(r"['’]s\b", "", name)
        words = [word for word in key(wanted).split() if word not in PLAIN_WORDS]
        return spaced(wanted) in self.text or self.words | self.others >= set(words)

    def has_answer(self, answer: str) -> bool:
        """Whether the answer stands there, as written or as a number or date; a long one by what it names."""
        if spaced(answer) in self.text or self.has(answer):
            return True
        if len(answer.split()) > LONG_ANSWER:
            return all(self.named(answer).values())
        candidates = re.findall(r"\d[\d,.]*(?:\s+\w+){0,2}|\w+\s+\d{1,2},?\s+\d{4}", self.raw)
        return any(same_value(answer, candidate) for candidate in candidates)


def _names(text: str) -> list[str]:
    """Runs of words with capitals, without the word that begins a sentence."""
    found = []
    for match in _NAME.finditer(text):
        name = match[0].rstrip("'’-")
        if _STARTS.search(text[: match.start()]):
            name = name.partition(" ")[2]
        name = re.sub(r"^I(?:['’]\w+)?(?:\s|$)", "", name)
        if len(name) > 1 and not name.isdigit():
            found.append(name)
    return found


def _quotations(text: str) -> list[str]:
    """What stands between quotation marks, the straight ones taken in pairs."""
    parts = text.split('"')
    straight = parts[1::2] if len(parts) % 2 else []
    return [quotation.strip(" …") for quotation in (*straight, *_CURLY.findall(text)) if quotation.strip(" …")]


def _numbers(text: str) -> set[str]:
    """Numbers of three digits and more, without separators."""
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


def _texts(arguments: str) -> list[str]:
    """The words in arguments that aren't references."""
    value = load(arguments)
    if value is None:
        return [arguments]
    held, texts = [value], list[str]()
    while held:
        inner = held.pop()
        if isinstance(inner, dict):
            held += [inner[name] for name in inner if name not in _SWITCHES]
        elif isinstance(inner, list):
            held += inner
        elif isinstance(inner, str) and not _REFERENCE.fullmatch(inner):
            texts.append(inner)
    return texts
