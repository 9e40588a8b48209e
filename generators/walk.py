"""Walk: draw paths from a seed over the link graph, under OpenSearch-VL's constraints.

    Lesotho → Walk(titles=("Lesotho", "South Africa", "Nelson Mandela"), relations=("borders", "head_of_state")), …
              failed: hub 3, cycle 1

Length 2, 3 or 4 links with p = 0.4, 0.4, 0.2; no cycle, no hub, no disambiguation page, list or other namespace;
redirects were resolved when the corpus was built. A walk that breaks a rule is drawn again, at most 10 times, and the
reason of each failure is counted. The paths are kept in the order drawn: `ask` takes the first it can make a question
of, which is the paper's rule of up to 10 walks for a seed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from synthloom.catalog.corpus.profiles import Profile, thresholds
from synthloom.catalog.corpus.walks import WalkRules, sample_backward, sample_walks
from synthloom.schemas.search import Article, FailedWalks, Walk, WalkedArticle
from synthloom.schemas.steps import Context, Reject


@dataclass(frozen=True)
class DrawWalks:
    """Paths of a seed."""

    profile: Profile = "auto"
    walks: int = 0
    """Paths drawn from a seed; 0 takes the profile's: 10 on a whole Wikipedia, 20 on a small wiki."""
    retries: int = 10
    hops: tuple[tuple[int, float], ...] = ((2, 0.4), (3, 0.4), (4, 0.2))
    """Number of links and its probability."""
    links: Literal["said", "all"] = "said"
    """`said`: only links whose relation a fact states, which is all that rules can word; `all`: any, for a model."""
    relation_diverse: bool = False
    """Draw the relation first and then the link, so that rare relations are walked as often as common ones."""
    direction: Literal["forward", "backward"] = "forward"
    """`backward`: the article is where the path ends, and the path is drawn back from it over the links to it."""
    name: ClassVar[str] = "walk"
    version: ClassVar[int] = 1
    makes: ClassVar[type[WalkedArticle]] = WalkedArticle

    def __post_init__(self) -> None:
        if self.walks < 0 or self.retries < 1:
            raise ValueError(f"walks is {self.walks} and retries {self.retries}; expected 0 or more, and 1 or more")
        if not self.hops or any(n < 1 or p <= 0 for n, p in self.hops) or abs(sum(p for _, p in self.hops) - 1) > 1e-9:
            raise ValueError(f"hops is {self.hops}; expected pairs of a length and a probability that sum to 1")

    async def generate(self, record: Article, context: Context) -> Sequence[WalkedArticle]:
        """One record with up to `walks` different paths; rejects `no_walk` where none met the constraints."""
        corpus = context.corpora.open(record.corpus)
        limits = thresholds(self.profile, record.corpus_articles)
        seed = corpus.node(record.title)
        if seed is None:
            raise Reject("page_missing", record.title)
        rules = WalkRules(
            hops=self.hops,
            hub=limits.hub,
            only_relations=self.links == "said",
            relation_diverse=self.relation_diverse,
            retries=self.retries,
        )
        random = np.random.Generator(np.random.PCG64(context.random.getrandbits(64)))
        starts = np.full(self.walks or limits.walks, seed)
        if self.direction == "forward":
            drawn = sample_walks(corpus.graph, starts, rules, random)
        else:
            drawn = sample_backward(corpus.backward, starts, rules, random)
        failed = tuple(FailedWalks(reason=reason, walks=n) for reason, n in sorted(drawn.failed.items()) if n)
        walks = []
        rows = zip(drawn.nodes.tolist(), drawn.relations.tolist(), drawn.lengths.tolist(), strict=True)
        for nodes, codes, hops in rows:
            if hops:
                titles = tuple(corpus.title(node) for node in nodes[: hops + 1])
                said = tuple(corpus.graph.relation_names[code - 1] if code else "" for code in codes[:hops])
                walks.append(Walk(titles=titles, relations=said))
        if not walks:
            told = ", ".join(f"{entry.reason} {entry.walks}" for entry in failed)
            raise Reject("no_walk", f"{told}; {limits.describe()}")
        unique = tuple(dict.fromkeys(walks))
        return [
            WalkedArticle(**record.fields_with(walks=unique, failed=failed, profile=limits.describe())),
        ]
