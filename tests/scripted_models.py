"""A script for the fake server that plays every role of `uni-edit`. Run `python tests/fake_server.py --script` with it.

It classifies by the words of the question, writes an instruction that names no answer, solves nothing, and likes
every picture. What it isn't asked by one of those prompts, it doesn't answer.
"""

import json
import re
from typing import Any

KINDS = {
    "color": "color",
    "shape": "shape",
    "how many": "count",
    "number of": "count",
    "where": "location",
    "who ": "knowledge",
}


def row(text: str) -> dict[str, Any]:
    """The fields of the row a prompt carries, after its examples."""
    found = re.findall(r"<row>\n(.*?)\n</row>", text, re.DOTALL)
    return json.loads(found[-1]) if found else {}


def reply(asked: Any) -> Any:
    if not asked.schema:
        return True
    fields = set(asked.body["response_format"]["json_schema"]["schema"]["properties"])
    if "edit_instruction" in fields:
        return {"edit_instruction": "Find what the question is about and change it as it asks. Keep the light soft."}
    if "score" in fields:
        return {"analysis": "clear and whole", "score": 4}
    if "reasoning" in fields:
        return {"reasoning": "the mark is there", "answer": "yes"}
    if "thoughts" in fields:
        return {"thoughts": "no picture, no idea", "answer": "I can't know"}
    if "category" in fields:
        asked_for = row(asked.text)
        question = str(asked_for.get("question", "")).lower()
        kind = next((kind for words, kind in KINDS.items() if words in question), "others")
        return {"category": kind, "process_answer": str(asked_for.get("answer", ""))}
    return None
