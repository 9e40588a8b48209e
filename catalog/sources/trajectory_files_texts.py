r"""Trajectories as running text: ChatML with observations inside the assistant's turn, and ReAct's prompts.

    <|im_start|>user\nQuestion: …<|im_end|>\n<|im_start|>assistant\n<think>…</think>\n<search> … </search>\n\n…
    Question: …\nThought 1: …\nAction 1: Search[…]\nObservation 1: …\nThought 2: …        ALFWorld: > go to desk 1\n…

A text is cut into messages; what stands between them (labels, blank lines) is the `frame`: one piece more than these.
"""

import re
from collections.abc import Iterator, Sequence

from synthloom.catalog.dialects.conversation import Spoken
from synthloom.catalog.sources.trajectory_files_draft import Draft

_DIALOGUE = re.compile(r"(?=^<\|im_start\|>system$)|(?=(?:(?<=\A)|(?<=\n\n))<\|im_start\|>user$)", re.MULTILINE)
_TURN = re.compile(r"<\|im_start\|>(system|user|assistant|tool)\n(.*?)(?=\s*(?:<\|im_end\|>|\Z))", re.DOTALL)
_INSIDE = re.compile(
    r"\s*(<(information|tool_response|observation|sandbox_output)>.*?</\2>)\s*", re.DOTALL
)  # fmt: skip
_EPISODE = re.compile(r"^(?=(?:Question|Claim): )", re.MULTILINE)
_LABEL = re.compile(r"^(?:(Thought|Action|Answer)|(Observation))(?: \d+)?:", re.MULTILINE)

Pieces = list[tuple[Spoken, int, int]]
"""Messages and where each begins and ends in the text."""


def is_chatml(text: str) -> bool:
    """Whether a file is ChatML."""
    return text.lstrip().startswith("<|im_start|>")


def is_prompt(text: object) -> bool:
    """Whether a value is one of ReAct's prompts."""
    if not isinstance(text, str):
        return False
    return bool(("\n> " in text and "Your task is to" in text) or (_EPISODE.search(text) and _LABEL.search(text)))


def read_chatml(text: str, where: str) -> Iterator[Draft]:
    """A conversation for each beginning of one."""
    for number, part in enumerate(_cut(text, _DIALOGUE), 1):
        pieces: Pieces = []
        for found in _TURN.finditer(part):
            role = "observation" if found[1] == "tool" else found[1]
            if role == "assistant":
                pieces += _inside(part, found.start(2), found.end(2))
            else:
                pieces.append((Spoken(role, found[2]), *found.span(2)))  # type: ignore[arg-type]
        yield _draft(part, pieces, f"{where}:{number}", {"form": "chatml"})


def read_prompt(key: str, text: str, where: str) -> Iterator[Draft]:
    """The worked examples of one prompt."""
    if "\n> " in text and not _EPISODE.search(text):
        yield _draft(text, _commands(text), f"{where}:{key}", {"form": "prompts", "key": key})
        return
    for number, part in enumerate(_cut(text, _EPISODE), 1):
        yield _draft(part, _labelled(part), f"{where}:{key}:{number}", {"form": "prompts", "key": key})


def write_text(said: Sequence[Spoken], frame: Sequence[str]) -> str:
    """The text that messages were cut from. Raises `ValueError` where their number differs."""
    between, *after = frame
    return between + "".join(message.text + piece for message, piece in zip(said, after, strict=True))


def _cut(text: str, beginning: re.Pattern[str]) -> list[str]:
    """The text from each beginning to the next; what comes before the first belongs to it."""
    starts = [found.start() for found in beginning.finditer(text)][1:]
    return [text[start:end] for start, end in zip([0, *starts], [*starts, len(text)], strict=True)]


def _draft(text: str, pieces: Pieces, where: str, extras: dict[str, str]) -> Draft:
    ends = [0, *(end for _, _, end in pieces)]
    starts = [*(start for _, start, _ in pieces), len(text)]
    frame = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    return Draft(where, tuple(message for message, _, _ in pieces), {**extras, "frame": frame})


def _inside(text: str, start: int, end: int) -> Pieces:
    """An assistant's running text: its turns, and the observations between them."""
    pieces: Pieces = []
    at = start
    for found in _INSIDE.finditer(text, start, end):
        pieces += _trimmed("assistant", text, at, found.start())
        pieces.append((Spoken("observation", found[1]), *found.span(1)))
        at = found.end()
    return pieces + _trimmed("assistant", text, at, end)


def _trimmed(role: str, text: str, start: int, end: int) -> Pieces:
    said = text[start:end].strip()
    if not said:
        return []
    at = text.index(said, start, end)
    return [(Spoken(role, said), at, at + len(said))]  # type: ignore[arg-type]


def _labelled(text: str) -> Pieces:
    """An episode of lines that begin with `Thought`, `Action`, `Answer` or `Observation`."""
    asked = _EPISODE.search(text)
    labels = [(found.start(), found[2] is not None) for found in _LABEL.finditer(text)]
    if asked is None or not labels:
        return []
    blocks = [(asked.start(), "user")]
    for start, observed in labels:
        role = "observation" if observed else "assistant"
        if blocks[-1][1] != role or observed:
            blocks.append((start, role))
    ends = [start for start, _ in blocks[1:]] + [len(text)]
    pieces: Pieces = []
    for (start, role), end in zip(blocks, ends, strict=True):
        said = text[start:end].rstrip("\n")
        pieces.append((Spoken(role, said), start, start + len(said)))  # type: ignore[arg-type]
    return pieces


def _commands(text: str) -> Pieces:
    """An episode of ALFWorld: a thought and the command after it are one turn."""
    pieces: Pieces = []
    at = 0
    for line in text.splitlines(keepends=True):
        end = at + len(line.rstrip("\n"))
        role = "assistant" if line.startswith("> ") else "observation"
        if not pieces:
            pieces.append((Spoken("user", line.rstrip("\n")), at, end))
        else:
            last, start, _ = pieces[-1]
            goes_on = last.role != "assistant" and role == "observation"
            lone = last.role == role == "assistant" and last.text.startswith("> think: ") and "\n" not in last.text
            if goes_on or (lone and not line.startswith("> think: ")):
                pieces[-1] = (Spoken(last.role, text[start:end]), start, end)
            else:
                if last.role == role == "assistant":
                    pieces.append((Spoken("observation", ""), at, at))
                pieces.append((Spoken(role, line.rstrip("\n")), at, end))  # type: ignore[arg-type]
        at += len(line)
    return pieces
