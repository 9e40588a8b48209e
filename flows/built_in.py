"""The recipes that come with Synthloom, and recipes in a file of the user's own."""

import importlib
import importlib.util
import sys
from pathlib import Path

import cloudpickle

from synthloom.flows.recipe import Recipe
from synthloom.schemas.errors import UserError

BUILT_IN = {
    "uni-edit": "synthloom.flows.uni_edit",
    "search-vl": "synthloom.flows.search_vl",
    "search-vl-sft": "synthloom.flows.search_vl_sft",
    "search-vl-rl": "synthloom.flows.search_vl_rl",
    "search-vl-rollouts": "synthloom.flows.search_vl_rollouts",
    "degraded": "synthloom.flows.degraded",
    "trajectories": "synthloom.flows.trajectories",
}


def find_recipe(name: str) -> Recipe:
    """A recipe by name, or by the path of a Python file that holds a `RECIPE`. Raises `UserError`."""
    if name in BUILT_IN:
        recipe: Recipe = importlib.import_module(BUILT_IN[name]).RECIPE
        return recipe
    if name.endswith(".py"):
        return _from_file(Path(name))
    raise UserError(
        f"there is no recipe {name!r}; there are {', '.join(BUILT_IN)}, or give the path of a .py file with a RECIPE"
    )


def _from_file(path: Path) -> Recipe:
    if not path.is_file():
        raise UserError(f"there is no file {path}; give the path of a Python file that holds a RECIPE")
    module_name = f"synthloom_recipe_{path.stem}"
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    spec.loader.exec_module(module)
    # Worker processes can't import this module by its name, so its classes travel with the job.
    cloudpickle.register_pickle_by_value(module)
    recipe = getattr(module, "RECIPE", None)
    if not isinstance(recipe, Recipe):
        raise UserError(
            f"{path} holds no RECIPE of type synthloom.flows.recipe.Recipe; end the file with RECIPE = Recipe(…)"
        )
    return recipe
