"""Reject a trajectory that never repairs its degraded picture.

    required_tools ("sharpen",), steps sharpen(img_1), visual_search(img_2), … → kept
    required_tools ("sharpen",), steps visual_search(img_1), …                 → not_repaired

The tool must be called on the picture that was given and must have brought another, and some later call must use that:
a repair that nobody looks at teaches nothing.
"""

from dataclasses import dataclass
from typing import ClassVar

from synthloom.catalog.trajectories.arguments import values
from synthloom.schemas.steps import Context, Verdict
from synthloom.schemas.trajectories import Trajectory, TrajectoryStep


@dataclass(frozen=True)
class Repairs:
    """Keeps trajectories that call every required tool and use what it gave."""

    name: ClassVar[str] = "repairs"
    version: ClassVar[int] = 1
    exact: ClassVar[bool] = True

    async def verify(self, record: Trajectory, context: Context) -> Verdict:
        for tool in record.required_tools:
            repaired = [step for step in record.steps if step.tool == tool and step.images and not step.error_class]
            if not repaired:
                return Verdict(False, "not_repaired", detail=f"{tool} was never called with success")
            if not any(_used_later(step, record.steps) for step in repaired):
                return Verdict(False, "repair_not_used", detail=f"what {tool} gave ({repaired[0].images[0]}) is unused")
        return Verdict(True)


def _used_later(repair: TrajectoryStep, steps: tuple[TrajectoryStep, ...]) -> bool:
    """Whether a later call names a picture that the repair brought."""
    later = [step.arguments for step in steps if step.index > repair.index]
    return any(image in values(arguments) for arguments in later for image in repair.images)
