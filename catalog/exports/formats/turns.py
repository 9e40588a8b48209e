r"""A trajectory as a conversation of user and assistant in a dialect's words, for formats that hold only text.

    conversation(row, HERMES) → Conversation(system="You answer …", turns=(Turn("user", "img_1: <image>\nWhich …?"),
    Turn("assistant", "<think>…</think>\n<tool_call>…"), Turn("user", "<tool_response>…<image>…", ("img_2",)), …))

What makes a row fit trainers that learn from every assistant turn:
- user and assistant alternate, and the assistant has the last word
- as many `<image>` as pictures: where a scraped text has the tag itself it becomes `&lt;image>`, and so do chat
  templates' own tokens `<|…|>`, which a tokeniser would take for the end of a turn
- no rollout that gave no right answer; of one that failures of tools ended, never the fatal step or what follows it
- with `masked="cut"` the conversation ends before the first turn that is not to be learned from, since no text format
  can say so of one turn; with `carry` it stays whole and `learned` tells, for trainers that read a mask
Only pictures that the conversation shows are in `images`. A failed call's observation begins with its class in
brackets, as `synthloom tools serve` gives it: what is learned from is what the environment will say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from synthloom.catalog.dialects.conversation import write
from synthloom.catalog.dialects.dialect import CannotSay, Dialect
from synthloom.catalog.dialects.tags import escape, own
from synthloom.catalog.exports.format import LeftOut
from synthloom.catalog.exports.formats.as_seen import as_seen
from synthloom.catalog.trajectories.arguments import dump, load
from synthloom.schemas.trajectories import Outcome, Trajectory

Masked = Literal["cut", "carry"]
IMAGE_TAG = "<image>"
NOT_RIGHT: tuple[Outcome, ...] = ("wrong", "no_answer", "over_budget")
_COUNTED = own(())


class Turn(NamedTuple):
    """One turn; pictures stand in its text as `<image>`."""

    role: Literal["user", "assistant"]
    text: str
    images: tuple[str, ...] = ()
    """Short ids, in the order of the tags."""
    learned: bool = True


@dataclass(frozen=True)
class Conversation:
    """A trajectory as turns."""

    system: str
    turns: tuple[Turn, ...]

    @property
    def messages(self) -> list[tuple[str, str]]:
        """Role and text of each message; an empty system prompt has none."""
        told = [(str(turn.role), turn.text) for turn in self.turns]
        return [("system", self.system), *told] if self.system else told

    @property
    def images(self) -> tuple[str, ...]:
        """Short ids of the pictures shown, one for each `<image>`."""
        return tuple(name for turn in self.turns for name in turn.images)

    @property
    def loss_mask(self) -> list[int]:
        """For each assistant turn 1 where it is to be learned from, else 0."""
        return [int(turn.learned) for turn in self.turns if turn.role == "assistant"]


def conversation(row: Mapping[str, Any], dialect: Dialect, masked: Masked = "cut") -> Conversation:
    """A trajectory's row as a conversation to learn from.

    Raises `LeftOut` where nothing of it can be learned from or the dialect has no words for a turn. Before a mistaken
    call that it has none for, the conversation ends.
    """
    refuse_not_right(row)
    return as_said(row, dialect, masked)


def refuse_not_right(row: Mapping[str, Any]) -> None:
    """Raise `LeftOut` for a rollout that shows how not to do it.

    A published one passes: its answer is compared word by word, which calls many a right one wrong.
    """
    if row["mode"] != "imported" and row["outcome"] in NOT_RIGHT:
        raise LeftOut("not_right", f"the rollout ended as {row['outcome']}, and its turns led there")


def as_said(row: Mapping[str, Any], dialect: Dialect, masked: Masked) -> Conversation:
    """A trajectory's row as a conversation, however it ended. Raises `LeftOut` as `conversation` does."""
    try:
        return _told(row, dialect, masked)
    except CannotSay as error:
        if masked == "carry" and not all(step["loss_mask"] for step in row["steps"]):
            return as_said(row, dialect, "cut")
        raise LeftOut("dialect_cannot_say", error.reason) from error


def _told(row: Mapping[str, Any], dialect: Dialect, masked: Masked) -> Conversation:
    steps = shown_steps(row, masked)
    if not any(step["loss_mask"] for step in steps):
        raise LeftOut("nothing_to_learn", "its first turns are fatal or not to be learned from")
    said = write(_record(row, steps), dialect)
    system = plain("".join(one.text for one in said if one.role == "system"))
    mask = [step["loss_mask"] for step in steps]
    turns: list[Turn] = []
    for one in said:
        if one.role == "assistant":
            turns.append(Turn("assistant", one.text, one.images, mask[len(turns) // 2]))
        elif one.role != "system":
            turns.append(Turn("user", one.text, one.images))
    while turns[-1].role == "user" or not turns[-1].learned:
        turns.pop()
    if any(turn.text.count(IMAGE_TAG) != len(turn.images) for turn in turns):
        raise LeftOut("image_tags", "a turn, as it was published, has another number of <image> than of pictures")
    return Conversation(system, tuple(turns))


def _record(row: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> Trajectory:
    """The trajectory as far as it is shown; its pictures stand by their ids alone."""
    whole = len(steps) == len(row["steps"])
    fields = {name: row[name] for name in Trajectory.model_fields}
    told = [{**step, "raw": plain(step["raw"])} for step in steps]
    answer = row["final_answer"] if whole else ""
    return Trajectory.model_validate(fields | {"steps": told, "images": {}, "final_answer": answer})


def shown_steps(row: Mapping[str, Any], masked: Masked) -> Sequence[Mapping[str, Any]]:
    """The steps before the fatal one and, where masks are cut, before the first that isn't to be learned from."""
    steps: list[Mapping[str, Any]] = row["steps"]
    ends = [len(steps), *([row["fatal_step"]] if row["fatal_step"] is not None else [])]
    if masked == "cut":
        ends += [place for place, step in enumerate(steps) if not step["loss_mask"]]
    return steps[: min(ends)]


def question(messages: Sequence[Mapping[str, Any]]) -> tuple[str, tuple[str, ...]]:
    """The first user turn's text and pictures; each picture is told with its short id, which is what tools take."""
    first = next(message for message in messages if message["role"] == "user")
    texts, images = [], []
    for part in first["content"]:
        if part["type"] == "image_url":
            images.append(part["image_url"]["url"])
            texts.append(f"{images[-1]}: {IMAGE_TAG}")
        else:
            texts.append(plain(part["text"]))
    return "\n".join(texts), tuple(images)


def embedded(row: Mapping[str, Any], names: Sequence[str]) -> list[dict[str, Any]]:
    """The row's pictures of these ids, as values of `IMAGE`. Raises `LeftOut` where one was never published."""
    for name in names:
        if name not in row["images"]:
            raise LeftOut("picture_missing", f"the conversation shows {name}, which isn't among its pictures")
    return [as_seen(row["images"][name]).embedded for name in names]


def system_text(messages: Sequence[Mapping[str, Any]]) -> str:
    """The text of the system message, empty without one."""
    return "\n\n".join(
        plain(part["text"]) for message in messages if message["role"] == "system" for part in message["content"]
    )


def tools_text(row: Mapping[str, Any]) -> str | None:
    """The schemas of the row's tools as JSON text of a list; None, and never an empty text, where it has none."""
    offered = load(row["tools"])
    return plain(dump(offered)) if offered else None


def plain(text: str) -> str:
    """A text without the tags that trainers count and the tokens that chat templates are made of."""
    return escape(text, _COUNTED)
