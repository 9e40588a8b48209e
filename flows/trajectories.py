"""Published tool trajectories as a dataset: files of any dialect in, our record out, and from there into any other.

    WebDancer's sample_traj.jsonl → Trajectory(mode="imported", dialect="hermes", steps=(…), outcome="correct", …)

What can't be read so that it would be written out the same again is rejected with the reason. Nothing is called again:
a published trajectory has no corpus here.
"""

from synthloom.catalog.sources.trajectory_files import open_sources
from synthloom.flows.recipe import Recipe
from synthloom.generators.critique import Critique
from synthloom.verifiers.format_valid import FormatValid

RECIPE = Recipe(
    name="trajectories",
    version=1,
    summary="published tool trajectories (--source FILES) in one record, annotated, to be exported in any dialect",
    open_sources=open_sources,
    steps=(FormatValid(), Critique()),
)
