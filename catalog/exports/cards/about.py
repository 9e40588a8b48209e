"""Families, for the card: what the rows are, in words of somebody who hasn't seen any, what for, and their limits.

about("search_question").tasks → ("visual-question-answering", "question-answering")
"""

from typing import NamedTuple

from synthloom.catalog.exports.families import Family


class About(NamedTuple):
    """A family's text, the Hub's task categories and tags, and what a user should know against the rows."""

    what: str
    tasks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()


SYNTHETIC = "Checks find what they look for and no more: read some rows before you train on all of them."
ABOUT: dict[Family, About] = {
    "edit_pair": About(
        "Each row is a picture, an instruction that only somebody who can answer a question about the picture can "
        "follow (“if there are two cubes, paint them blue”), and the picture edited accordingly. They train models "
        "that edit pictures to look first.",
        ("image-to-image",),
        limits=(
            "Edits by `rules` are drawn by code (added shapes, signs, frames, tints, crops), so they look drawn; they "
            "are checked pixel by pixel against the plan in the row.",
            "Labels are those of the sources: a question that is answered wrongly there makes a wrong pair.",
        ),
    ),
    "search_question": About(
        "Each row is a question that takes several steps from article to article of a wiki to answer, often starting "
        "at a picture, with the answer, the path to it, the sentence behind every step, and the queries that prove "
        "that what the question describes fits one page only.",
        ("visual-question-answering", "question-answering"),
        ("multi-hop", "search"),
        (
            "That an answer is the only one is proved within the wiki that was read and the facts found in it, not in "
            "the world; facts are as old as that wiki.",
            "The questions of the engine `rules` are worded by templates and sound like it.",
        ),
    ),
    "trajectory": About(
        "Each row is a conversation in which an agent answers a question, often about a picture, with tools "
        "(searching, visiting pages, cropping and repairing pictures, …), with every thought, call, result and "
        "picture, and whether the answer is right. They train agents by imitation or by preference.",
        ("image-text-to-text", "visual-question-answering"),
        ("agent", "tool-use"),
        (
            "Rollouts of the policy `rules` follow a plan that is known beforehand: every call is made and read, but "
            "their thoughts are worded by rule and vary little.",
            "What tools returned are texts that others wrote, errors and opinions included.",
        ),
    ),
    "rl_task": About(
        "Each row is a task for reinforcement learning: a prompt, its pictures, the answer, and what rewards one; the "
        "reward was run on the row's own answer (full marks) before the row was kept.",
        ("image-text-to-text", "visual-question-answering", "reinforcement-learning"),
        ("agent", "tool-use"),
        (
            "`pass_rate` is that of the policy named in `solved_by`; for another one a task may be easy or hopeless.",
            "Answers are compared by rule (equal, an alias, a number, a list), so a right one in other words may count "
            "as wrong.",
        ),
    ),
    "other": About("Rows of a recipe of its own."),
}


def about(kind: Family) -> About:
    """What to tell of a family."""
    return ABOUT[kind]._replace(limits=(*ABOUT[kind].limits, SYNTHETIC))
