r"""A rollout's text taken apart: turns with their calls and answers, what came back, which of them failed.

    tuple(read_turns("<think>…</think>\n<tool_call>\n{…}\n</tool_call>\nuser\n<tool_response>…</tool_response>…"))
    → (Turn(calls=(("crop", "{…}"),), parsed=True, answer=None, observations=("img_2: …",)), …)

For dialects with JSON in `<tool_call>`, observations in `<tool_response>`, `<observation>` or `<information>`, or in no
tag but a `tool` turn right after a call (Qwen2.5-VL's template has no words for tools), and the answer in `<answer>`,
`<response>` or nothing. A chat template's roles and tokens between turns are passed over. Where
the trainer tells who said what, `read_messages` takes its word for it. An answer counts where it is the one block of a
turn that calls nothing and that nothing follows: two answers are none. The reward's file that is exported holds this
one, so it imports nothing but the standard library.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

FATAL_AFTER = 3
FAILURES = frozenset({"timeout", "bad_arguments", "refused", "unavailable", "malformed"})
FAILED = re.compile(
    r"\W*(?:status\W+)?(?:tool\W+)?(?:call\W+)?"
    r"(?:error|timeout|timed out|bad_arguments|refused|unavailable|malformed|failed|failure|exception|traceback)\b",
    re.IGNORECASE,
)
"""How the observation of a failed call begins; `synthloom tools serve` puts the class before it: `[timeout] …`."""
EMPTY = re.compile(r"\W*(?:empty|no (?:\w+ ){0,3}(?:results?|pages?|pictures?|images?|text)|nothing|not found)\b", re.I)
_OBSERVED = re.compile(
    r"<(tool_response|observation|information)>(.*?)(?:</\1>|$)"
    r"|(?<=</tool_call>)\s*\ntool\n(?!\s*<(?:tool_response|observation|information)>)(.*?)(?=\nassistant\n|\Z)",
    re.DOTALL,
)
_OBSERVATION = re.compile(r"\s*<(tool_response|observation|information)>(.*)</\1>\s*", re.DOTALL)
_OBSERVED_TAG = re.compile(r"</?(?:tool_response|observation|information)>")
_THOUGHT = re.compile(r"<(think|reason)>(.*?)</\1>", re.DOTALL)
_OPENED = re.compile(r"\A(?:(?!<(?:think|reason)>).)*?</(?:think|reason)>", re.DOTALL)
"""A thought whose opening tag the chat template has put into the prompt."""
_CALL = re.compile(r"<tool_call>(.*?)(?:</tool_call>|$)", re.DOTALL)
_ANSWER = re.compile(r"<(answer|response)>(.*?)</\1>", re.DOTALL)
_ANSWER_TAG = re.compile(r"</?(?:answer|response)>")
_ROLES = re.compile(r"<\|[^|]*\|>|(?:^|(?<=\n))(?:user|assistant|tool)\n|\A\s*assistant\s*\Z|\n(?:user|tool)\s*\Z")


class Turn(NamedTuple):
    """What the agent wrote between two observations, and what came back."""

    calls: tuple[tuple[str, str], ...]
    """Name and arguments in one spelling."""
    parsed: bool
    answer: str | None
    observations: tuple[str, ...]
    errors: tuple[str, ...] | None = None
    """The error class of each observation, where the environment tells it."""

    @property
    def failed(self) -> bool:
        """Whether it counts towards the fatal step."""
        if self.errors is not None:
            return not self.parsed or bool(FAILURES & set(self.errors))
        return not self.parsed or any(FAILED.match(text) for text in self.observations)

    @property
    def empty(self) -> bool:
        """Whether a call found nothing."""
        if self.errors is not None:
            return "empty" in self.errors
        return not self.failed and any(EMPTY.match(text) for text in self.observations)


def read_turns(text: str, errors: Sequence[str | None] | None = None) -> Iterator[Turn]:
    """The turns of a rollout: the text between observations, whatever a chat template put around them."""
    pieces: list[tuple[str, list[str]]] = []
    at = 0
    for seen in _OBSERVED.finditer(text):
        said = _said(text[at : seen.start()], pieces)
        if said or not pieces:
            pieces.append((said, []))
        pieces[-1][1].extend(one.strip() for one in ([seen[2]] if seen[1] else seen[3].split("\ntool\n")))
        at = seen.end()
    if rest := _said(text[at:], pieces):
        pieces.append((rest, []))
    yield from _turns([(said, (), brought) for said, brought in pieces], errors)


def read_messages(messages: Sequence[Mapping[str, Any]], errors: Sequence[str | None] | None = None) -> Iterator[Turn]:
    """The turns of a rollout told as messages, in OpenAI's shape; what isn't the assistant's is an observation."""
    pieces: list[tuple[str, tuple[Any, ...], list[str]]] = []
    for message in messages:
        text = message_text(message)
        if message["role"] == "assistant":
            pieces.append((text, tuple(message.get("tool_calls") or ()), []))
        elif pieces:
            wrapped = _OBSERVATION.fullmatch(text)
            pieces[-1][2].append((wrapped[2] if wrapped else text).strip())
    yield from _turns(pieces, errors)


def message_text(message: Mapping[str, Any]) -> str:
    """A message's text, whether it stands alone or in parts."""
    content = message.get("content") or ""
    return content if isinstance(content, str) else "".join(part.get("text") or "" for part in content)


def _said(text: str, before: Sequence[tuple[str, list[str]]]) -> str:
    """What the agent said. Up to a closing tag that nothing opened, the text is an observation with the tag in it."""
    stray = [found.end() for found in _OBSERVED_TAG.finditer(text)]
    if stray and before and before[-1][1]:
        before[-1][1][-1] += text[: stray[-1]]
        text = text[stray[-1] :]
    return _ROLES.sub("", text).strip()


def _turns(
    pieces: Sequence[tuple[str, Sequence[Any], Sequence[str]]], errors: Sequence[str | None] | None
) -> Iterator[Turn]:
    begun = 0
    for said, called, brought in pieces:
        told = None if errors is None else tuple(error or "" for error in errors[begun : begun + len(brought)])
        begun += len(brought)
        yield _turn(said, called, tuple(brought), told)


def _turn(said: str, called: Sequence[Any], observations: tuple[str, ...], errors: tuple[str, ...] | None) -> Turn:
    spoken = _THOUGHT.sub("", _OPENED.sub("", said))
    calls = [_call(found[1]) for found in _CALL.finditer(spoken)]
    calls += [_call(json.dumps(one.get("function", one))) for one in called]
    answers, tags = _ANSWER.findall(spoken), len(_ANSWER_TAG.findall(spoken))
    closed = not re.search(r"</?(?:think|reason)>", spoken) and not _OBSERVED_TAG.search(said)
    answer = None
    if closed and not calls and not observations:
        alone = answers[0][1].strip() if len(answers) == 1 and tags == 2 else None
        answer = alone if tags else spoken.strip() or None
    parsed = closed and all(calls) and ((bool(calls) and not tags) or answer is not None)
    return Turn(tuple(call for call in calls if call), parsed, answer, observations, errors)


def _call(text: str) -> tuple[str, str] | None:
    """Name and arguments of a call; None where it can't be parsed."""
    try:
        told = json.loads(text)
        arguments = told["arguments"]
        arguments = json.loads(arguments) if isinstance(arguments, str) else arguments
        spelled = json.dumps(arguments, sort_keys=True, ensure_ascii=False)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return (told["name"], spelled) if isinstance(told["name"], str) and isinstance(arguments, dict) else None


def first_of_run(failed: Iterable[bool], after: int = FATAL_AFTER) -> int | None:
    """Index of the first of `after` failures in a row; None where there are none."""
    run = 0
    for place, bad in enumerate(failed):
        run = run + 1 if bad else 0
        if run == after:
            return place - after + 1
    return None
