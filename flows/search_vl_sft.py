"""OpenSearch-VL's trajectories for SFT (arXiv 2605.05185, 2.3): an agent with tools answers `search-vl`'s questions.

    "The film whose poster is shown in the image was directed by a man who …", poster
    → visual_search(img_1), text_search("Ray film director"), visit(wiki://…), … → "Ilyena Lydia Vasilievna Mironov"

K rollouts a question in the real tool environment, rejection by answer, by process and by format, the most diverse
correct one kept; then every deterministic call is made again and must give the same observation. Only questions of the
split sft are taken, so that no picture and no path's start is shared with `search-vl-rl`.
"""

from synthloom.catalog.sources.wikipedia import open_sources
from synthloom.filters.best_rollouts import BestRollouts
from synthloom.filters.take_split import TakeSplit
from synthloom.flows.recipe import Recipe
from synthloom.flows.search_vl import RECIPE as SEARCH_VL
from synthloom.generators.critique import Critique
from synthloom.generators.rollout import Rollout
from synthloom.verifiers.format_valid import FormatValid
from synthloom.verifiers.process import Process
from synthloom.verifiers.replay import Replay
from synthloom.verifiers.right_answer import RightAnswer

RECIPE = Recipe(
    name="search-vl-sft",
    version=1,
    summary="tool trajectories that answer search-vl's questions: thoughts, real calls, real observations",
    open_sources=open_sources,
    parent=SEARCH_VL,
    steps=(
        TakeSplit(splits=("sft",)),
        Rollout(),
        RightAnswer(),
        FormatValid(),
        Process(),
        BestRollouts(),
        Replay(),
        Critique(),
    ),
)
