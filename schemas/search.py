"""Records of `search-vl`: from an article that may be a seed to a question about the end of a path."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from synthloom.schemas.media import Media
from synthloom.schemas.records import Record


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Article(Record):
    """An article of a corpus; `group_id` is its own, so all questions that start here share a split."""

    corpus: str
    """The key of the corpus, a folder of `<catalog>/corpora/`."""
    corpus_name: str
    corpus_articles: int
    """How many articles it has: what a profile scales by."""
    language: str
    title: str
    type: str
    stratum: str
    infobox: str
    pictures: tuple[str, ...]
    in_degree: int
    out_degree: int
    excluded: bool
    """A disambiguation page, a list or another page that no path may touch."""


class Walk(_Frozen):
    """A path over links, by title, the seed first; relations has one less (empty text where none is known)."""

    titles: tuple[str, ...]
    relations: tuple[str, ...]


class FailedWalks(_Frozen):
    """How many walks from a seed failed for one reason."""

    reason: str
    walks: int


class WalkedArticle(Article):
    """A seed with the walks that met all constraints, in the order drawn, and the count of those that didn't."""

    walks: tuple[Walk, ...]
    failed: tuple[FailedWalks, ...]
    profile: str
    """`wikipedia` or `small`, with the thresholds used: `small: in-degree 1..40, hubs over 40`."""


class PathNode(_Frozen):
    """A node of the evidence path; relation, anchor text and sentence are those of the link *into* it."""

    title: str
    role: Literal["anchor", "bridge", "answer"]
    type: str
    page_id: int | None
    revision: int | None
    aliases: tuple[str, ...]
    relation: str | None
    anchor_text: str | None
    sentence: str | None


class Proof(_Frozen):
    """That a description fits one page only: the query over the whole corpus, and what it gave."""

    title: str
    descriptor: str
    query: str
    """SQL over the corpus's views; complete, with its values in it."""
    matches: tuple[str, ...]


class Rewrite(_Frozen):
    """One step of the fuzzy rewriting: a name replaced by a description, the farthest bridge first."""

    title: str
    before: str
    after: str
    proposals: int
    """How many descriptions were tried, the accepted one included."""
    judge: str
    """What accepted it: `query`, or a model's name (`query+NAME` for both)."""


class Degradation(_Frozen):
    """What was done to the anchor picture, and the tool that undoes it."""

    operation: Literal["blur", "downsample", "perspective"]
    strength: float
    """blur: radius in pixels; downsample: the factor; perspective: the largest corner shift as a share of the side."""
    repair: Literal["sharpen", "super_resolution", "perspective_correct"]
    clean: Media


class SearchQuestion(Record):
    """A multi-hop question with everything needed to check it again."""

    question: str
    answer: str
    aliases: tuple[str, ...]
    """Other forms of the answer that are right too."""
    hops: int
    asked: str
    """The relation of the last node that the answer is the value of."""
    answer_sentence: str
    path: tuple[PathNode, ...]
    canonical_question: str
    """With names in it; never a training target."""
    proofs: tuple[Proof, ...]
    rewriting: tuple[Rewrite, ...]
    anchor_mention: str
    """The words of the question that stand for the anchor."""
    anchor_image: Media | None = None
    anchor_choice: str = ""
    """How the picture was chosen (`clip ViT-B-32/… 0.31`, `infobox picture`), or why there is none."""
    degradation: Degradation | None = None
    corpus: str
    corpus_name: str
    language: str
    profile: str
    engine: str
    """`rules`, or the models that took part, as `writer=NAME judge=NAME`."""
