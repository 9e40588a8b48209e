"""OpenSearch-VL's questions (arXiv 2605.05185): paths over a wiki's links become multi-hop questions about a picture.

    Ray (film) –director→ Taylor Hackford –spouse→ Helen Mirren, asked for her birth name
    → "The film whose poster is shown in the image was directed by a man who is married to an actress. …"

The paper's order: graph, seeds, walks, canonical question, fuzzy rewriting, anchor picture, gates, difficulty,
degraded subset. Ours is the same; every gate that rules can decide is decided by a query over the corpus and can be
decided again (`synthloom verify --deep`).
"""

from synthloom.catalog.sources.wikipedia import open_sources
from synthloom.filters.near_duplicate_text import NearDuplicateText
from synthloom.filters.one_per_fact import OnePerFact
from synthloom.filters.seeds import Seeds
from synthloom.flows.recipe import Recipe
from synthloom.generators.anchor_image import AnchorImage
from synthloom.generators.ask import Ask
from synthloom.generators.degrade import Degrade
from synthloom.generators.walk import DrawWalks
from synthloom.verifiers.alias_mask import AliasMask
from synthloom.verifiers.answer_hidden import AnswerHidden
from synthloom.verifiers.closed_book import ClosedBook
from synthloom.verifiers.needs_path import NeedsPath
from synthloom.verifiers.one_search import OneSearch
from synthloom.verifiers.path_holds import PathHolds
from synthloom.verifiers.retrieval_collapse import RetrievalCollapse
from synthloom.verifiers.unique import Unique
from synthloom.verifiers.unique_judge import UniqueJudge

RECIPE = Recipe(
    name="search-vl",
    version=1,
    summary="multi-hop search questions along a wiki's links, anchored on a picture of where the path starts",
    open_sources=open_sources,
    steps=(
        Seeds(),
        DrawWalks(),
        Ask(),
        AnchorImage(),
        PathHolds(),
        AliasMask(),
        AnswerHidden(),
        Unique(),
        NeedsPath(),
        UniqueJudge(),
        OnePerFact(),
        NearDuplicateText(scope="all"),
        RetrievalCollapse(),
        ClosedBook(),
        OneSearch(),
        Degrade(),
    ),
)
