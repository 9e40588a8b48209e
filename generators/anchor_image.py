"""Anchor image: a picture of the path's first page in the place of the words that stand for it.

    "What is the national anthem of the country that borders the kingdom whose capital is Maseru called?"
    → "What is the national anthem of the country that borders the kingdom in the image called?",
      anchor_image Media(…), anchor_choice "clip ViT-B-32/laion2b_s34b_b79k 0.3112, best of 5: Malealea.jpg, …"

The page's pictures are taken in their order, the infobox's first; by their names maps, icons and the like are left out
(`picture_names`). With CLIP the best of up to eight is taken if its cosine to the page's short description is at least
0.28, as in OpenSearch-VL. Without, only what the page itself vouches for: the infobox's picture, or one that bears the
page's title. Flags and coats of arms are taken where a place has no other picture.

The picture now identifies the anchor, so the proof that its description did is dropped.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

from PIL import Image, ImageOps

from synthloom.catalog.corpus.images import COMMONS, Pictures, folder_state
from synthloom.catalog.corpus.profiles import profile_of, thresholds
from synthloom.catalog.media import probe
from synthloom.generators.asking.names import a, forbidden
from synthloom.generators.picture_names import Shown, names_subject, shown
from synthloom.generators.referring import phrases, replaced
from synthloom.schemas.corpus import Corpus, Entry
from synthloom.schemas.media import BadImage
from synthloom.schemas.search import Rewrite, SearchQuestion
from synthloom.schemas.steps import Context, Reject, Similarity

_RANK: dict[Shown, int] = {"photo": 0, "arms": 1, "flag": 2}
"""What can be an anchor, the best first."""


class Picture(NamedTuple):
    """A picture that can be used."""

    name: str
    shown: Shown
    place: int
    """Where it stands among the page's, from 0."""
    data: bytes


@dataclass(frozen=True)
class AnchorImage:
    """Puts a picture in the place of the anchor's description."""

    name: ClassVar[str] = "anchor_image"
    version: ClassVar[int] = 1
    clip: str = ""
    """`ARCHITECTURE/WEIGHTS` as `engines.clip` has it; empty: no CLIP."""
    threshold: float = 0.28
    candidates: int = 8
    without_image: Literal["describe", "reject"] = "describe"
    """What becomes of a question without a picture: it stays a question in words, or it is dropped."""
    pictures: str = ""
    """A folder of picture files, asked after the source itself."""
    commons: bool = False
    """Whether to ask `endpoint` for what neither has."""
    endpoint: str = COMMONS
    allow_private: bool = False
    min_side: int = 0
    """Pixels of the shorter side; 0 takes the profile's: 512 on a whole Wikipedia, 150 on a small wiki."""

    @property
    def makes(self) -> type[SearchQuestion]:
        return SearchQuestion

    @property
    def environment(self) -> str:
        """What files decide: those of the folder of pictures, and weights that are a file."""
        folder = folder_state(Path(self.pictures)) if self.pictures else ""
        weights = Path(self.clip.partition("/")[2])
        return f"{folder} {_file_hash(weights, weights.stat().st_mtime_ns) if weights.is_file() else ''}".strip()

    async def generate(self, record: SearchQuestion, context: Context) -> Sequence[SearchQuestion]:
        corpus = context.corpora.open(record.corpus)
        node = corpus.node(record.path[0].title)
        if node is None:
            raise Reject("anchor_not_in_corpus", record.path[0].title)
        entry = corpus.entry(node)
        usable, skipped = self._usable(record, entry, corpus)
        chosen, judge = self._choose(usable, entry, context)
        left_out = ", ".join(f"{count} {reason}" for reason, count in sorted(skipped.items()))
        if chosen is None:
            choice = f"no picture: {judge}" + (f"; skipped {left_out}" if left_out else "")
            if self.without_image == "reject":
                raise Reject("no_anchor_image", choice)
            return [SearchQuestion.model_validate(record.fields_with(anchor_choice=choice))]
        choice = f"{judge}: {chosen.name}, licence unknown" + (f"; skipped {left_out}" if left_out else "")
        return [_anchored(record, entry, chosen, judge, choice, context)]

    def _usable(self, record: SearchQuestion, entry: Entry, corpus: Corpus) -> tuple[list[Picture], Counter[str]]:
        """Photos in the page's order, or flags and arms where there are none; the others counted by reason."""
        side = self.min_side or thresholds(profile_of(record.profile), corpus.info.articles).image_side
        folder = Path(self.pictures) if self.pictures else None
        source = Pictures(corpus, folder, self.commons, self.endpoint, self.allow_private)
        wanted = self.candidates if self.clip else 1
        usable, skipped = list[Picture](), Counter[str]()
        named = [(shown(name, entry.title), place, name) for place, name in enumerate(dict.fromkeys(entry.files))]
        for kind, place, name in sorted(named, key=lambda row: (_RANK.get(row[0], -1), row[1])):
            if len(usable) == wanted or (usable and kind != usable[0].shown):
                break
            reason, data = _unfit(kind, place, name, entry, vouched=not self.clip), b""
            if not reason:
                reason, data = _load(source, name, side)
            if reason:
                skipped[reason] += 1
            else:
                usable.append(Picture(name, kind, place, data))
        return usable, skipped

    def _choose(self, usable: Sequence[Picture], entry: Entry, context: Context) -> tuple[Picture | None, str]:
        """The picture, and what decided."""
        if not usable:
            return None, "none that can be used" if entry.files else "the page has none"
        if not self.clip:
            first = usable[0]
            by = "infobox picture" if entry.infobox and first.place == 0 else f"{first.shown} that bears the title"
            return first, f"{by} (no CLIP)"
        ranker = context.clip(self.clip)
        best, score = best_of(ranker, usable, description(entry), self.threshold)
        if best is None:
            return None, f"clip {self.clip} {score:.4f} is the best of {len(usable)}, below {self.threshold}"
        return best, f"clip {self.clip} {score:.4f}, best of {len(usable)}"


def description(entry: Entry) -> str:
    """What CLIP compares with: the page's short description, else the kind of thing it is, else its first words."""
    if entry.short_description:
        return entry.short_description
    if entry.type:
        return f"a photo of {a(entry.type)}"
    return " ".join(entry.lead.split()[:20]) or entry.title


def best_of(
    ranker: Similarity, pictures: Sequence[Picture], text: str, threshold: float
) -> tuple[Picture | None, float]:
    """The picture of the highest cosine, the first of equals, or None below the threshold; and that cosine."""
    cosines = ranker.similarity([_decoded(picture.data) for picture in pictures], text)
    best = max(range(len(pictures)), key=lambda index: (cosines[index], -index))
    return (pictures[best] if cosines[best] >= threshold else None), cosines[best]


def _unfit(kind: Shown, place: int, name: str, entry: Entry, vouched: bool) -> str:
    """Why a picture can't be the anchor by its name; empty where it can."""
    if kind not in _RANK:
        return kind.replace(" ", "_")
    if kind != "photo":
        return "" if entry.stratum == "location" and names_subject(name, entry.title, more=5) else kind
    says_so = (place == 0 and bool(entry.infobox)) or names_subject(name, entry.title)
    return "" if says_so or not vouched else "not_vouched_for"


def _load(source: Pictures, name: str, side: int) -> tuple[str, bytes]:
    """Why a picture can't be used, or nothing, and its bytes."""
    try:
        data = source.find(name)
        if data is None:
            return "missing", b""
        media = probe(data)
    except BadImage as error:
        return error.reason, b""
    return ("too_small" if min(media.width, media.height) < side else ""), data


def _anchored(
    record: SearchQuestion, entry: Entry, chosen: Picture, judge: str, choice: str, context: Context
) -> SearchQuestion:
    names = [name for node in record.path for name in (node.title, *node.aliases)]
    banned = forbidden(names, (record.answer, *record.aliases))
    phrase = phrases(record.path[0].type, entry.stratum, chosen.shown, chosen.name, banned, context.random)
    try:
        question, mention = replaced(record.question, record.anchor_mention, phrase)
    except ValueError as error:
        raise Reject("anchor_not_in_question", str(error)) from error
    rewrite = Rewrite(title=record.path[0].title, before=record.question, after=question, proposals=1, judge=judge)
    return SearchQuestion.model_validate(
        record.fields_with(
            question=question,
            anchor_mention=mention,
            anchor_image=context.media.put(chosen.data),
            anchor_choice=choice,
            proofs=tuple(proof for proof in record.proofs if proof.title != record.path[0].title),
            rewriting=(*record.rewriting, rewrite),
        )
    )


def _decoded(data: bytes) -> Image.Image:
    """Upright, on white where it is transparent; `probe` has decoded it before."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


@lru_cache(maxsize=8)
def _file_hash(path: Path, _changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:20]
