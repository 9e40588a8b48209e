"""Wordings for captions: the scene gives way to a surface on which its description is written.

tidy_caption("the runner - up did n't wait .") → "the runner-up didn't wait."
"""

import re

SPACED = (
    (re.compile(r"\s+"), " "),
    (re.compile(r" (?=[.,;:!?%)])"), ""),
    (re.compile(r"(?<=[($]) "), ""),
    (re.compile(r" (?=(?:n't|'s|'re|'ve|'ll|'d|'m)\b)"), ""),
    (re.compile(r"(?<=\w) - (?=\w)"), "-"),
)


def tidy_caption(text: str) -> str:
    """A caption without the spaces that a tokenizer put around its marks."""
    for pattern, replacement in SPACED:
        text = pattern.sub(replacement, text)
    return text.strip()


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
