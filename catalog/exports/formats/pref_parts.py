r"""`pref_parts`: a right and a wrong turn at the same point of a conversation, as TRL's DPO reads them.

    {"id": "9c1f…-04be…", "prompt": [{"role": "system", …}, {"role": "user", …}, {"role": "assistant", …},
     {"role": "user", "content": [{"type": "text", "text": "<tool_response>\nimg_2: "}, {"type": "image", …}, …]}],
     "chosen": [{"role": "assistant", "content": [{"type": "text", "text": "<think>…"}]}], "rejected": [{…}],
     "images": [<image>, …], "parted": "answer"}

Both are one assistant turn; all that the two rollouts did and saw alike is the prompt, and its pictures are all that
there are. TRL (1.16) learns from everything after the prompt, so a longer continuation would teach what tools return,
and it takes no picture there. `pairs.py` tells which two and where; `parted` says how sure the preference is, and TRL
passes it over: `dataset.filter(lambda row: row["parted"] != "call")` leaves the surest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pyarrow as pa

from synthloom.catalog.dialects.dialect import Dialect
from synthloom.catalog.dialects.known import named
from synthloom.catalog.exports.families import Family
from synthloom.catalog.exports.format import IMAGE, EmbedOrFiles, LeftOut
from synthloom.catalog.exports.formats.pairs import Pair, pairs
from synthloom.catalog.exports.formats.sft_parts import MESSAGE, parts
from synthloom.catalog.exports.formats.turns import Conversation, as_said, embedded


@dataclass(frozen=True)
class PrefParts(EmbedOrFiles):
    """Prompt, the better turn, the worse one."""

    name: ClassVar[str] = "pref_parts"
    folder: ClassVar[str] = "data/pref_parts"
    serves: ClassVar[tuple[Family, ...]] = ("trajectory",)
    siblings: ClassVar[str] = "task_id"
    dialect: str = "hermes"

    def schema(self, rows: pa.Schema) -> pa.Schema:
        told = [(name, pa.list_(MESSAGE)) for name in ("prompt", "chosen", "rejected")]
        return pa.schema([("id", pa.string()), *told, ("images", pa.list_(IMAGE)), ("parted", pa.string())])

    def convert(self, row: dict[str, Any]) -> dict[str, Any]:
        problem = LeftOut("no_parting_turn", "no turn can be said")
        for pair in pairs(row["siblings"]):
            try:
                return _preference(pair, named(self.dialect))
            except LeftOut as reason:
                problem = reason
        raise problem


def _preference(pair: Pair, dialect: Dialect) -> dict[str, Any]:
    right, wrong = (_until(row, pair.step, dialect) for row in (pair.right, pair.wrong))
    (_, chosen), (_, rejected) = right.messages[-1], wrong.messages[-1]
    if not rejected.strip() or chosen == rejected:
        raise LeftOut("no_parting_turn", "the turns are written the same, or one is empty")
    return {
        "id": f"{pair.right['id']}-{pair.wrong['id']}",
        "prompt": [{"role": role, "content": list(parts(text))} for role, text in right.messages[:-1]],
        "chosen": [{"role": "assistant", "content": list(parts(chosen))}],
        "rejected": [{"role": "assistant", "content": list(parts(rejected))}],
        "images": embedded(pair.right, right.images),
        "parted": pair.parted,
    }


def _until(row: Mapping[str, Any], step: int, dialect: Dialect) -> Conversation:
    """The conversation up to a step's turn, whatever is to be learned of it."""
    steps = [{**told, "loss_mask": True} for told in row["steps"][: step + 1]]
    answer = row["final_answer"] if len(steps) == len(row["steps"]) else ""
    return as_said({**row, "steps": steps, "fatal_step": None, "final_answer": answer}, dialect, "carry")
