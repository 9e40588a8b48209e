r"""`hermes`: thoughts in `<think>`, JSON in `<tool_call>`, replies in `<tool_response>`, answers in `<answer>`.

    <think>\nthe race must be the Derby\n</think>\n<answer>\nEpsom Derby\n</answer>

`gen_searcher` is the same with pictures called `IMG_001`, as its prompt counts them.
"""

from synthloom.catalog.dialects.json_calls import JsonCalls

_PAPERS = ("Vision-DeepResearch", "WebDancer", "MindWatcher", "CodeVision", "LongVT")
HERMES = JsonCalls("tool_response", "answer").dialect("hermes", _PAPERS)
GEN_SEARCHER = JsonCalls("tool_response", "answer").dialect("gen_searcher", ("Gen-Searcher",), "IMG_{n:03}")
