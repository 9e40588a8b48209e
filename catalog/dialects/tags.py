r"""Tagged text: blocks such as `<think>…</think>`, what stands around them, and own tags inside a text.

    Frame("think", ("tool_call", "answer"), ("tool_response",)).write("Why?", "answer", "Oslo")
    → "<think>\nWhy?\n</think>\n<answer>Oslo</answer>"
    frame.split("<think>a</think>\n<answer>b</answer>") → Split(thought="a", tag="answer", inside="b")
    frame.escape("an <answer> is") → "an &lt;answer> is"        frame.escape("&lt;answer>") → "&amp;lt;answer>"

**Escaping.** Only the dialect's own tags, the placeholders of trainers (`<image>`, `<video>`, `<audio>`) and special
tokens of the form `<|name|>` are escaped, by their first character; everything else stays as it is. A text that holds
an escaped tag already gets one more `amp;`, so that reading gives back the same text whatever was in it.

**Space around a text.** `pad` sets a text off by a newline, a space or nothing; a text that itself begins or ends with
space is always set off by newlines. `unpad` takes one newline off both ends where both are there, else all space.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

PLACEHOLDERS = ("image", "video", "audio")


class Split(NamedTuple):
    """A turn taken apart: what was thought, and the one block that follows."""

    thought: str
    tag: str = ""
    """Empty where there is no block, or a problem."""
    inside: str = ""
    """As it stands between the tags, still padded and escaped."""
    problem: str = ""


def pad(text: str, by: str) -> str:
    """A text set off by `by`, which is empty, a space or a newline."""
    return f"{by}{text}{by}" if text == text.strip() else f"\n{text}\n"


def unpad(text: str) -> str:
    """The text that was padded, whichever way."""
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == "\n" else text.strip()


def own(tags: Sequence[str]) -> re.Pattern[str]:
    """Finds what must not stand in a text: these tags, placeholders and special tokens, escaped or not."""
    names = "|".join(map(re.escape, (*tags, *PLACEHOLDERS)))
    return re.compile(rf"(<|&(?:amp;)*lt;)(?=/?(?:{names})>|\|\w+\|>)")


def escape(text: str, tags: re.Pattern[str]) -> str:
    """The text with own tags made harmless."""
    return tags.sub(lambda found: "&lt;" if found[1] == "<" else f"&amp;{found[1][1:]}", text)


def unescape(text: str, tags: re.Pattern[str]) -> str:
    """What `escape` was given."""
    return tags.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    mark = found[1]
    if mark == "<":
        return mark
    return "<" if mark == "&lt;" else f"&{mark[5:]}"


def escape_json(text: str, tags: re.Pattern[str]) -> str:
    """JSON text with own tags in its strings made harmless, the way JSON itself has."""
    return tags.sub(lambda found: r"\u003c" if found[1] == "<" else found[1], text)


class Frame:
    """A dialect's tags: the one of thoughts, those of which a turn has one at its end, and others."""

    def __init__(self, think: str, ends: Sequence[str], others: Sequence[str] = (), between: str = "\n") -> None:
        self.think, self.ends, self.between = think, tuple(ends), between
        self.own = own((think, *ends, *others))

    @cached_property
    def _opening(self) -> re.Pattern[str]:
        return re.compile(rf"<({'|'.join(map(re.escape, self.ends))})>")

    @property
    def missing(self) -> str:
        """The problem of a turn without a block."""
        return "there is " + " and ".join(f"no <{tag}>" for tag in self.ends)

    def escape(self, text: str) -> str:
        """The text with own tags made harmless."""
        return escape(text, self.own)

    def unescape(self, text: str) -> str:
        """What `escape` was given."""
        return unescape(text, self.own)

    def write(self, thought: str, tag: str = "", inside: str = "", by: str = "\n") -> str:
        """A turn; `inside` is written as it is, an empty thought has no block."""
        blocks = [f"<{self.think}>{pad(self.escape(thought), by)}</{self.think}>"] if thought else []
        return self.between.join(blocks + ([f"<{tag}>{inside}</{tag}>"] if tag else []))

    def split(self, text: str) -> Split:
        """Take a turn apart. Text before the block counts as thought; text after it, or a second one, is a problem."""
        thoughts, rest = self._thoughts(text)
        if rest is None:
            return Split(self.unescape(thoughts[0]), problem=f"<{self.think}> is not closed")
        found = self._opening.search(rest)
        if outside := (rest[: found.start()] if found else rest).strip():
            thoughts.append(outside)
        thought = self.unescape(thoughts[0] if len(thoughts) == 1 else "\n\n".join(filter(None, thoughts)))
        if not found:
            return Split(thought, problem=self.missing)
        inside, closed, after = rest[found.end() :].partition(f"</{found[1]}>")
        if not closed:
            return Split(thought, problem=f"<{found[1]}> is not closed")
        if self._opening.search(after):
            return Split(thought, problem="there is more than one call or answer")
        if after.strip():
            return Split(thought, problem=f"there is text after </{found[1]}>")
        return Split(thought, found[1], inside)

    def _thoughts(self, text: str) -> tuple[list[str], str | None]:
        """The thought's block and what follows it; None where it isn't closed.

        Chat templates may put the opening tag into the prompt, so a closing tag alone ends a thought too.
        """
        first = self._opening.search(text)
        opened, closed = text.find(f"<{self.think}>"), text.find(f"</{self.think}>")
        begins = opened >= 0 and (first is None or opened < first.start())
        if closed < 0 or (opened > closed and not begins) or not (begins or first is None or closed < first.start()):
            return ([text[opened:].strip()], None) if begins else ([], text)
        size = len(self.think)
        if not 0 <= opened < closed:
            return [text[:closed].strip()], text[closed + size + 3 :]
        before, inside = text[:opened].strip(), unpad(text[opened + size + 2 : closed])
        return ([before, inside] if before else [inside]), text[closed + size + 3 :]
