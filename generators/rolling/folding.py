"""Context folding: only the last results of tools stay in a prompt, older ones shrink to a line (LMM-Searcher keeps 5).

    in_view(steps, 5)   → {3, 4, 6, 7, 8}      step 5 called nothing
    left_out(steps[0])  → "[result of text_search left out]"

The pictures of a result go with it. Only the prompt is folded: a record keeps every observation whole.
"""

from collections.abc import Sequence

from synthloom.schemas.trajectories import TrajectoryStep


def in_view(steps: Sequence[TrajectoryStep], most: int) -> set[int]:
    """The places of the steps whose results are shown; 0: all."""
    called = [place for place, step in enumerate(steps) if step.tool]
    return set(called[-most:] if most else called)


def left_out(step: TrajectoryStep) -> str:
    """What stands for a result."""
    return f"[result of {step.tool} left out]"
