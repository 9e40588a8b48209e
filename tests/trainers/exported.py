"""The exports that trainers' own code is tried on: small, with everything in them that has broken a trainer.

    exported(tmp_path) → {"edit_pair": …/edit_pair, "search_question": …, "trajectory": …, "rl_task": …}

Each folder is an export of a dataset in all formats its rows fit, made of rows of all three splits. Pictures are noise,
so that no two rows look alike and a picture that was encoded again can be told.
"""

import hashlib
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from PIL import Image
from small_trajectory import QUESTION, REWARD, SYSTEM, TOOLS, rl_task, step, trajectory
from wild_rollouts import HOSTILE, LONG, UNICODE, WAYS, fatal, misled

from synthloom.catalog.commit import commit
from synthloom.catalog.exports.export import FORMATS, export
from synthloom.catalog.media import ORIENTATION, LocalMedia, decode, upright_rgb
from synthloom.catalog.splits import split_of
from synthloom.catalog.tables import to_table
from synthloom.catalog.trajectories.messages import messages
from synthloom.schemas.media import Media
from synthloom.schemas.records import EditPair, EditPlan, Record, content_id
from synthloom.schemas.search import Degradation, PathNode, Proof, Rewrite, SearchQuestion
from synthloom.schemas.trajectories import RLTask, Trajectory, TrajectoryStep

SPLITS = {"sft": 0.6, "rl": 0.2, "test": 0.2}
SIDES = ((112, 84), (64, 96), (200, 40), (24, 16), (57, 57), (320, 240))
"""Wide, high, as small as a crop gets, odd, and larger than a tiny processor's limit."""


@dataclass(frozen=True)
class Maker:
    """Makes rows and their pictures in a catalog."""

    media: LocalMedia

    def picture(self, number: int, form: str = "") -> Media:
        """A picture of noise: a JPEG, one that lies on its side by EXIF, a PNG, or a transparent one."""
        size = SIDES[number % len(SIDES)]
        noise = Image.frombytes("RGBA", size, random.Random(number).randbytes(4 * size[0] * size[1]))
        file = io.BytesIO()
        form = form or ("JPEG" if number % 3 == 2 else "PNG")
        if form == "JPEG":
            turned = Image.Exif()
            turned[ORIENTATION] = 6 if number % 2 else 1
            noise.convert("RGB").save(file, form, exif=turned)
        else:
            (noise if number % 4 == 0 else noise.convert("RGB")).save(file, form)
        return self.media.put(file.getvalue())

    def pair(self, number: int, split: str) -> EditPair:
        """An edit pair."""
        texts = (
            "Paint the cube blue.",
            f"Write “{UNICODE}” on the sign.",
            f"Put {HOSTILE} on it.",
            LONG,
            '"a",\t{b}\n',
        )
        edited = self.picture(number + 240, "PNG")
        return EditPair(
            id=content_id("pair", number), group_id=group(split, number), source="sample", revision="r1",
            licence="CC0-1.0", image=self.picture(number), question="How many cubes are there?", answer="2",
            category="count", original_answer="There are 2.", classifier="rules",
            instruction=f"{number}: {texts[number % len(texts)]}", variant="yes",
            plan=EditPlan(operation="change_picture", effect="frame") if number % 4 else None, writer="rules",
            edited_image=edited, edited_boxes=((0, 0, 8, 6),) if number % 4 else (), engine="rules",
        )  # fmt: skip

    def asked(self, number: int, split: str) -> SearchQuestion:
        """A question; every third has no picture, every fourth a degraded one."""
        anchor = self.picture(number) if number % 3 else None
        clean = self.picture(500 + number, "PNG")
        told = Degradation(operation="blur", strength=2.0, repair="sharpen", clean=clean)
        node = {"type": "city", "revision": 7, "aliases": ("Anchor", UNICODE)}
        return SearchQuestion(
            id=content_id("question", number), group_id=group(split, number), source="small", revision="r1",
            licence="CC-BY-SA-4.0", question=_text(number, "In which year was the town founded?"),
            answer=(UNICODE, "1886", "a" * 300)[number % 3], aliases=("1,886",) if number % 2 else (), hops=1,
            asked="founded", answer_sentence="It was founded in 1886.", corpus="c1", corpus_name="small",
            path=(
                PathNode(title=f"Town {number}", role="anchor", page_id=1, relation=None, anchor_text=None,
                         sentence=None, **node),
                PathNode(title="B", role="answer", page_id=None, relation="founded", anchor_text="B", sentence="…",
                         **node),
            ),
            canonical_question="In which year was A founded?", anchor_mention="the town",
            proofs=(Proof(title="A", descriptor="1", query="SELECT 1", matches=("A",)),),
            rewriting=(Rewrite(title="A", before="A?", after="the town?", proposals=1, judge="query"),),
            anchor_image=anchor, anchor_choice="infobox picture" if anchor else "no picture",
            degradation=told if anchor and not number % 4 else None, language="en", profile="small", engine="rules",
        )  # fmt: skip

    def rollout(self, number: int, split: str, steps: Sequence[TrajectoryStep], **changes: Any) -> Trajectory:
        """A trajectory of these steps; the question of every fifth task has no picture."""
        question = _text(number, QUESTION)
        made = trajectory(self.media, steps, question=question, **changes)
        shown = [] if number % 5 == 4 else ["img_1"]
        names = [*shown, *(name for one in made.steps for name in one.images)]
        return made.model_copy(
            update={
                "id": content_id("rollout", number, changes), "task_id": content_id("task", number),
                "group_id": group(split, number), "licence": "CC-BY-SA-4.0", "evidence": (f"Flag {number}", "Maseru"),
                "images": {name: self.picture(10 * number + place) for place, name in enumerate(names)},
                "messages": messages(SYSTEM, shown, question, made.steps, made.final_answer),
            }
        )  # fmt: skip

    def rollouts(self, number: int, split: str) -> list[Trajectory]:
        """The rollouts of one task: one that should be right, and for three of four tasks a wrong one."""
        way = WAYS[number % len(WAYS)]
        steps = way()
        if way is fatal:
            return [self.rollout(number, split, steps, final_answer="", outcome="fatal", stopped="fatal")]
        right = self.rollout(number, split, steps, rollout=0)
        if number % 4 == 1:
            return [right]
        off = [misled(1)] if number % 4 == 2 else steps[1:-1]
        wrong = [*steps[:1], *off, step(1 + len(off), "It must be the other one.")]
        return [right, self.rollout(number, split, wrong, rollout=1, final_answer="Mafeteng", outcome="wrong")]

    def task(self, number: int, split: str) -> RLTask:
        """A task for reinforcement learning; every third has no picture, another one two."""
        names = [f"img_{place + 1}" for place in range(number % 3)]
        question = _text(number, QUESTION)
        return rl_task(
            self.media, id=content_id("task", number), group_id=group(split, number), question=question,
            evidence=(f"Flag {number}", "Maseru"), tools=TOOLS, reward=REWARD,
            messages=messages(SYSTEM, names, question, (), "")[:2],
            images={name: self.picture(10 * number + place) for place, name in enumerate(names)},
            tool_benefit=0.25 if number % 2 else None, pass_rate_without_tools=0.25 if number % 2 else None,
        )  # fmt: skip


def exported(folder: Path, settings: Mapping[str, str] | None = None) -> dict[str, Path]:
    """Exports by family, in folders of `folder`; `settings` are those of `synthloom export`."""
    maker = Maker(LocalMedia(folder / "catalog"))
    for family, rows in _families(maker).items():
        committed(maker.media.root, family, rows)
        formats = [form.name for form in FORMATS if family in form.serves]
        export(maker.media.root, family, folder / family, formats, settings=settings)
    return {family: folder / family for family in ("edit_pair", "search_question", "trajectory", "rl_task")}


def group(split: str, number: int) -> str:
    """The id of a group that falls into a split."""
    made = (content_id("group", number, attempt) for attempt in range(1000))
    return next(name for name in made if split_of(name, SPLITS) == split)


def _families(maker: Maker) -> dict[str, list[Record]]:
    makers: dict[str, Callable[[int, str], Record]] = {
        "edit_pair": maker.pair, "search_question": maker.asked, "rl_task": maker.task
    }  # fmt: skip
    made: dict[str, list[Record]] = {
        family: [make(number, _split(number, family)) for number in range(20)] for family, make in makers.items()
    }
    rollouts = [one for number in range(20) for one in maker.rollouts(number, _split(number, "trajectory"))]
    return made | {"trajectory": rollouts}


def _split(number: int, family: str) -> str:
    """12 numbers are in the split that the family is trained on, 4 in each of the others."""
    order = ("rl", "sft", "test") if family in ("search_question", "rl_task") else ("sft", "rl", "test")
    return order[max(number // 4 - 2, 0)]


def committed(root: Path, family: str, rows: Sequence[Record]) -> None:
    """Commit rows as the next version of a dataset with the name of their family."""
    path = root / "work" / f"{family}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(to_table(rows, type(rows[0])), path)
    recipe = {"name": family, "version": 1, "fingerprint": "f1", "config": {}}
    run = {"id": "run-1", "funnel": []}
    commit(root, family, files=[path], record_type=type(rows[0]), splits=SPLITS, recipe=recipe, run=run)


def _text(number: int, plain: str) -> str:
    """A question's text, with what its number brings; no two are equal."""
    return f"{number}: {plain}" + ("", f" {UNICODE}", f" {HOSTILE}", f" {LONG}")[number % 4]


def shown(data: bytes) -> list[Any]:
    """Width, height and a hash of the pixels of a picture as rules and tools see it."""
    picture = upright_rgb(decode(data))
    return [*picture.size, hashlib.sha256(picture.tobytes()).hexdigest()]


def seen(value: Any) -> Any:
    """A value of a Parquet file, pictures by what they show."""
    if isinstance(value, dict) and value.keys() == {"bytes", "path"}:
        return shown(value["bytes"])
    if isinstance(value, dict):
        return {name: seen(item) for name, item in value.items()}
    return [seen(item) for item in value] if isinstance(value, list) else value


def whole(export_folder: Path, split: str) -> list[dict[str, Any]]:
    """The rows of a split of the dataset, every field, as `parquet` has them: what other formats must agree with."""
    files = sorted((export_folder / "data/parquet").glob(f"{split}-*.parquet"))
    return [row for path in files for row in pq.read_table(path).to_pylist()]
