"""OpenSearch-VL's enhancement set (arXiv 2605.05185, 2.2): every picture is spoilt, and a tool undoes it first.

    poster, blurred with radius 4.1 → sharpen(img_1), visual_search(img_2), … → the answer

All of `search-vl`'s questions that have a picture are taken: blurred, made small or warped, each at a strength that
leaves it recognisable. A trajectory is kept only if it calls the tool that repairs what was done.
"""

from synthloom.catalog.sources.wikipedia import open_sources
from synthloom.filters.best_rollouts import BestRollouts
from synthloom.flows.recipe import Recipe
from synthloom.flows.search_vl import RECIPE as SEARCH_VL
from synthloom.generators.critique import Critique
from synthloom.generators.degrade import Degrade
from synthloom.generators.rollout import Rollout
from synthloom.verifiers.format_valid import FormatValid
from synthloom.verifiers.process import Process
from synthloom.verifiers.repairs import Repairs
from synthloom.verifiers.replay import Replay
from synthloom.verifiers.right_answer import RightAnswer

RECIPE = Recipe(
    name="degraded",
    version=1,
    summary="trajectories over spoilt pictures: blur, few pixels, perspective, and the tool that repairs each",
    open_sources=open_sources,
    parent=SEARCH_VL,
    steps=(
        Degrade(share=1.0, others="reject"),
        Rollout(),
        RightAnswer(),
        FormatValid(),
        Repairs(),
        Process(),
        BestRollouts(),
        Replay(),
        Critique(),
    ),
)
