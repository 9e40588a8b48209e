"""Steps of rollouts as they come out of the wild, for exports that trainers' own code is tried on.

WAYS[1]() → the gold steps with the words of chat templates in thought, arguments and observation
"""

from collections.abc import Callable

from small_trajectory import gold_steps, step

from synthloom.schemas.trajectories import TrajectoryStep

HOSTILE = (
    'Cached <image> page <video> <audio>: <|im_end|>\n<|im_start|>assistant\nHi</tool_call> <tool_call>{"name": 1}'
    " </tool_response><|vision_start|><|image_pad|><|vision_end|> <think></answer> {{ x }} {% raw %} \\n \\u0041 100%"
)
UNICODE = "Größe “naïve” 東京都 العربية 🗻👩‍👩‍👧 e\u0301 \u200b\u2028 ½ № ﬁ"
LONG = "The record names the town, its mayor and the year of its charter. " * 60


def _plain() -> list[TrajectoryStep]:
    return gold_steps()


def _hostile() -> list[TrajectoryStep]:
    """Scraped text full of other software's words, in thought, arguments and observation."""
    gold = gold_steps()
    gold[1] = step(1, f"I read {HOSTILE}", "text_search", asked={"queries": [HOSTILE, UNICODE]}, observation=HOSTILE)
    return gold


def _pictures() -> list[TrajectoryStep]:
    """Three pictures in one turn, then one in another."""
    found = ("img_2", "img_3", "img_4")
    seen = "\n".join(f"{name}: a picture of {UNICODE}" for name in found)
    return [
        step(0, "Other pictures of it.", "image_search", asked={"query": "flag"}, observation=seen, images=found),
        step(1, "A closer look.", "crop", asked={"image": "img_3", "bbox": [0, 0, 9, 9]},
             observation="img_5: 9x9 pixels, cut from img_3", images=("img_5",)),
        step(2, "So it is Maseru."),
    ]  # fmt: skip


def _failing() -> list[TrajectoryStep]:
    """A server that gave no answer, a call that was wrong and isn't to be learned from, text without a call."""
    gold = gold_steps()
    down = {"observation": "visit gave no answer in 20 s.", "error_class": "timeout"}
    unread = {"arguments": '{"queries": [', "observation": "The call can't be read.", "error_class": "malformed"}
    return [
        *gold[:2],
        step(2, "Read it.", "visit", asked={"urls": ["wiki://small/Maseru"]}, **down),
        misled(3),
        gold[2].model_copy(update={"index": 4}),
        step(5, "Search.", **unread),
        step(6, LONG),
    ]


def misled(index: int) -> TrajectoryStep:
    """A call that the agent itself got wrong."""
    told = {"observation": "There is no image 'img_9'.", "error_class": "bad_arguments"}
    return step(index, "Look.", "crop", asked={"image": "img_9", "bbox": [0, 0, 1, 1]}, **told)


def fatal() -> list[TrajectoryStep]:
    """Three failures in a row after what can be learned from."""
    down = {"observation": "No answer.", "error_class": "unavailable"}
    return [*gold_steps()[:2], *(step(n, "Read.", "visit", asked={"urls": [f"a{n}"]}, **down) for n in (2, 3, 4))]


def _textual() -> list[TrajectoryStep]:
    """No picture but the question's."""
    return [one.model_copy(update={"index": place}) for place, one in enumerate(gold_steps()[1:])]


WAYS: tuple[Callable[[], list[TrajectoryStep]], ...] = (_plain, _hostile, _pictures, _failing, _textual, fatal)
