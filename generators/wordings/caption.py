"""Wordings for captions: the scene gives way to a surface on which its description is written.

tidy_caption("the runner - up did n't wait .") → "The runner-up didn't wait."
tidy_caption("search no further") → "Search no further.", which is_boilerplate
"""

import re

SPACED = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"(?:``|''|“|”) ?(.*?) ?(?:''|``|“|”)"), r"“\1”"),
    (re.compile(r'" ?([^"]*?) ?"'), r'"\1"'),
    (re.compile(r"(?<![\w'])' ([^']*?) '(?!\w)"), r"'\1'"),
    (re.compile(r" (?=(?:n['’]t|['’](?:s|re|ve|ll|d|m))\b)", re.IGNORECASE), ""),
    (re.compile(r"(?<=s) (?=['’](?: |$))"), ""),
    (re.compile(r" (?=[.,;:!?%)\]])"), ""),
    (re.compile(r"(?<=[(\[$#]) "), ""),
)
TOKENIZED = re.compile(r" (?:[.,;:!?]|n['’]t|['’](?:s|re|ve|ll|d|m))(?: |$)")
BOILERPLATE = re.compile(
    r"\b(?:search|look) no further\b|\bclick (?:here|on|to|the|for)\b"
    r"|\b(?:high[- ]quality|full hd|ultra hd|hd) (?:4k|video)"
    r"|\b4k (?:format|video|footage|resolution)\b"
    r"|\bstock (?:photo|photograph|image|video|footage|illustration|vector)s?\b"
    r"|\broyalty[- ]free\b|\bvideo footage\b|\bdownload(?:s|able|ed)?\b|\bshutterstock\b|\bgetty images\b"
    r"|\b(?:buy|order|shop|subscribe) now\b|\bfree shipping\b|https?:|\bwww\.|\w\.com\b",
    re.IGNORECASE,
)


def tidy_caption(text: str) -> str:
    """A caption as a sentence: without the spaces a tokenizer put around its marks, from a capital to a full stop."""
    if TOKENIZED.search(text) or text == text.lower():  # elsewhere a lone hyphen is a dash
        text = re.sub(r"(?<=\w) - (?=\w)", "-", text)
    for pattern, replacement in SPACED:
        text = pattern.sub(replacement, text)
    text = text.strip()
    ending = "" if not text or re.search(r"[.!?…][\"'”’)]*$", text) else "."
    return f"{text[:1].upper()}{text[1:].rstrip(',;: ') if ending else text[1:]}{ending}"


def is_boilerplate(text: str) -> bool:
    """Whether a text advertises a page or a file and doesn't describe a picture."""
    return BOILERPLATE.search(text) is not None


MEDIUM = (
    "Replace the scene with {surface} that bears {noun}, written in {style}.",
    "Set the {picture} aside. Show {surface} instead, and write on it, in {style}, what you would say to {quoted}",
    "Turn this {picture} into {surface}. On it stands {noun}, lettered in {style}.",
    "{Quoted} Write your reply in {style} on {surface} that takes the place of the whole {picture}.",
    "Look at the {picture} first, then let it disappear: all that remains is {surface} with {noun} in {style}.",
    "Create {surface} that fills the frame. Use {style} to write down {noun}.",
    "Put what you see into words. Follow this request: {quoted} Then show only the resulting text, in "
    "{style}, on {surface}.",
    "Exchange the scene for {surface}, and in {style} let it show the viewer {noun}.",
    "Remove everything visible and present {noun} as text on {surface}; the writing should be in {style}.",
    "Imagine someone asks: {quoted} Show the reply in {style} on {surface}, in place of the original {picture}.",
    "Make a new {picture}: {surface} that carries {noun}, set in {style}.",
    "Translate the {picture} into writing. The result is {surface}, on which {noun} can be read in {style}.",
)
PROMPT = {
    "medium": "Write an instruction that throws the scene away and renders the description the question "
    "asks for as text on a new medium "
    "(whiteboard, parchment, neon, screen, ...) in a font style of your choice. Keep the question's "
    "request; never write the description.",
}
