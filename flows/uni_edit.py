"""Uni-Edit: questions about pictures become intelligent image-editing pairs (arXiv 2605.21487, its data_gen/).

    picture of three apples, "How many apples are on the table?", "3"
    → "Count the apples on the table, then hang exactly as many blue balloons in the free part of the sky. …"
      and the picture with three blue balloons

The paper's order is sample, classify, balance, instruct, edit, join, judge. Ours drops what can be dropped without a
picture before the expensive edit, and adds the checks a rule can make: leak, difficulty, exact edit.
"""

from synthloom.catalog.sources.vqa import open_sources
from synthloom.filters.balance import Balance
from synthloom.filters.duplicate_images import DuplicateImages
from synthloom.filters.duplicate_rows import DuplicateRows
from synthloom.filters.guessable import Guessable
from synthloom.filters.near_duplicate_text import NearDuplicateText
from synthloom.flows.recipe import Recipe
from synthloom.generators.ask_boxes import AskBoxes
from synthloom.generators.classify import Classify
from synthloom.generators.edit_image import EditImage
from synthloom.generators.write_instruction import WriteInstruction
from synthloom.verifiers.edit_check import EditCheck
from synthloom.verifiers.follows_instruction import FollowsInstruction
from synthloom.verifiers.no_leak import NoLeak
from synthloom.verifiers.pass_rate import PassRate
from synthloom.verifiers.quality import Quality

RECIPE = Recipe(
    name="uni-edit",
    version=2,
    summary="editing pairs from visual questions: instruction with the question inside, source and edited image",
    open_sources=open_sources,
    steps=(
        AskBoxes(),
        Classify(),
        DuplicateImages(),
        NearDuplicateText(),
        Guessable(),
        Balance(),
        WriteInstruction(),
        NoLeak(),
        PassRate(),
        EditImage(),
        EditCheck(),
        DuplicateRows(),
        Quality(),
        FollowsInstruction(),
    ),
)
