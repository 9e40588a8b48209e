"""The reward function as one file: `catalog/trainer_rewards.py` behind what it uses, with nothing imported from here.

    reward_file() → b'…import json…def match(given, …)…def compute_score(data_source, …)…def reward(prompts, …)…'

It is made of the modules' own source, so a trainer scores as the package does. Lines that import the package are left
out; two modules must therefore not define the same name.
"""

import ast
import importlib
import inspect
from functools import cache

REWARD_FILE = "reward_function.py"
ROOT = "synthloom.catalog.trainer_rewards"
HEAD = '''"""The reward of Synthloom's tasks and questions, for the standard library alone.

verl: reward.custom_reward_function.path=reward_function.py reward.custom_reward_function.name=compute_score
TRL: `from reward_function import reward`, then `GRPOTrainer(reward_funcs=reward, …)`, likewise `RLOOTrainer`
ms-swift: --external_plugins reward_function.py --reward_funcs synthloom
"""
'''


@cache
def reward_file() -> bytes:
    """The file. Raises ValueError where two modules define the same name."""
    sources: dict[str, str] = {}
    _collect(ROOT, sources)
    _check_names(sources)
    parts = [f"# {name.removeprefix('synthloom.')}\n{text}" for name, text in sources.items()]
    return "\n\n".join([HEAD, *parts]).encode()


def _collect(name: str, sources: dict[str, str]) -> None:
    """Add a module's source, after those of the modules it imports."""
    text = inspect.getsource(importlib.import_module(name))
    lines = text.splitlines()
    kept = set(range(len(lines)))
    for node in ast.parse(text).body:
        ours = isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "synthloom"
        if isinstance(node, ast.ImportFrom) and ours:
            kept -= set(range(node.lineno - 1, node.end_lineno or node.lineno))
            if node.module not in sources:
                _collect(str(node.module), sources)
    sources[name] = "\n".join(line for place, line in enumerate(lines) if place in kept).strip() + "\n"


def _check_names(sources: dict[str, str]) -> None:
    """Two modules with one name for different things would overwrite each other."""
    owner: dict[str, str] = {}
    for module, text in sources.items():
        for name in _defined(text):
            if owner.setdefault(name, module) != module:
                raise ValueError(f"{owner[name]} and {module} both define {name}; rename one of them")


def _defined(text: str) -> set[str]:
    names = set()
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names
