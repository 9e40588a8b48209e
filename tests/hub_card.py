"""What the Hub checks of a card's YAML, as far as its documentation and its refusals tell.

list(card_errors("---\nlicense: Apache 2\n---\n# x")) → ['"license" must be one of [apache-2.0, …]']
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

LICENCES = {
    "apache-2.0", "mit", "bsd-3-clause", "cc", "cc0-1.0", "cc-by-2.0", "cc-by-2.5", "cc-by-3.0", "cc-by-4.0",
    "cc-by-sa-3.0", "cc-by-sa-4.0", "cc-by-nc-2.0", "cc-by-nc-3.0", "cc-by-nc-4.0", "cc-by-nd-4.0", "cc-by-nc-nd-3.0",
    "cc-by-nc-nd-4.0", "cc-by-nc-sa-2.0", "cc-by-nc-sa-3.0", "cc-by-nc-sa-4.0", "cdla-permissive-1.0",
    "cdla-permissive-2.0", "cdla-sharing-1.0", "gfdl", "odc-by", "odbl", "pddl", "gpl-3.0", "etalab-2.0", "unknown",
    "other",
}  # fmt: skip
TASKS = {
    "image-to-image", "text-to-image", "image-text-to-text", "visual-question-answering", "question-answering",
    "image-classification", "text-generation", "reinforcement-learning", "image-to-text", "any-to-any",
}  # fmt: skip
SIZES = {"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B"}


def front_matter(card: str) -> dict[str, Any]:
    """The YAML of a card."""
    found = re.match(r"^---\n(.*?)\n---\n", card, re.DOTALL)
    return yaml.safe_load(found[1]) if found else {}


def card_errors(card: str) -> Iterator[str]:
    """What the Hub would say against a card's YAML."""
    try:
        front = front_matter(card)
    except yaml.YAMLError as error:
        yield f"YAML: {str(error).splitlines()[0]}"
        return
    if not isinstance(front, dict):
        yield "the YAML is no mapping"
        return
    told = front.get("license", [])
    for name in told if isinstance(told, list) else [told]:
        if name not in LICENCES:
            yield f'"license": no {name!r}, must be one of [{", ".join(sorted(LICENCES))}]'
    if "license_name" in front and not re.fullmatch(r"[a-z0-9.-]+", front["license_name"]):
        yield '"license_name" has to be of lowercase letters, digits, "." and "-"'
    if not re.fullmatch(r"LICENSE(\.\w+)?|https?://\S+", front.get("license_link", "LICENSE")):
        yield '"license_link" has to be LICENSE, LICENSE.md or a URL'
    for name, known in (("size_categories", SIZES), ("task_categories", TASKS)):
        yield from (f'"{name}": no {value!r}' for value in front.get(name, []) if value not in known)
    yield from (
        f'"language": no {code!r}' for code in front.get("language", []) if not re.fullmatch(r"[a-z]{2,3}", code)
    )
    yield from (f'"tags": {tag!r} is no text' for tag in front.get("tags", []) if not isinstance(tag, str))
    yield from _config_errors(front.get("configs", []))


def _config_errors(configs: list[dict[str, Any]]) -> Iterator[str]:
    if sum(bool(config.get("default")) for config in configs) > 1:
        yield "at most one config is the default"
    for config in configs:
        if not config.get("config_name") or config["config_name"] == "data":
            yield f"no config can be called {config.get('config_name')!r}"
        for file in config.get("data_files", []):
            if not re.fullmatch(r"\w+(\.\w+)*", file["split"]) or not file["path"]:
                yield f"config {config['config_name']}: no split {file['split']!r}"
