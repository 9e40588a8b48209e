"""Every family in every format at once: what fits is written, listed and loaded, what doesn't is refused."""

import json
import re
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
import yaml
from asked_rows import asked, commit_split, group, scene
from hub_card import card_errors
from small_catalog import SmallCatalog
from small_trajectory import media_of, rl_task, step, trajectory

from synthloom.catalog.exports.export import FORMATS, export
from synthloom.catalog.exports.families import FAMILIES, NAMES
from synthloom.schemas.errors import UserError

SPLITS = ("sft", "rl", "test", "sft")
MADE = [family for family in FAMILIES if family != "other"]
FITTING = {family: [form for form in FORMATS if family in form.serves] for family in MADE}
REFUSED = [(family, form.name) for family in MADE for form in FORMATS if family not in form.serves]
WHOLE = "parquet"
BY_NAME = {form.name: form for form in FORMATS}


def rows_of(family, root):
    """Rows of a family in every split; the last, of `sft`, shares its picture with one of `test`."""
    media = media_of(root)
    names = [(n, {"group_id": group(split, n)}) for n, split in enumerate(SPLITS)]
    pictures = [media.put_image(scene(min(n, 2), 32)) for n in range(4)]
    if family == "edit_pair":
        edited = [media.put_image(scene(9 + n, 32)) for n in range(4)]
        return [SmallCatalog(root).pair(n, image=pictures[n], edited_image=edited[n], **told) for n, told in names]
    if family == "search_question":
        return [asked(media, n, SPLITS[n], anchor_image=pictures[n], degradation=None) for n, _ in names]
    told = [{"evidence": (f"A{n}", "B"), "question": f"Number {n}?", **given} for n, given in names]
    if family == "rl_task":
        made = [rl_task(media, id=f"q{n}", **given) for n, given in enumerate(told)]
        return [row.model_copy(update={"images": {"img_1": pictures[n]}}) for n, row in enumerate(made)]
    made = [trajectory(media, id=f"t{n}", task_id=f"q{n}", **given) for n, given in enumerate(told)]
    lost = {"id": "w0", "task_id": "q0", "final_answer": "Oslo", "outcome": "wrong", "rollout": 1}
    shown = [row.model_copy(update={"images": row.images | {"img_1": pictures[n]}}) for n, row in enumerate(made)]
    wrong = trajectory(media, [step(0, "Oslo.")], **(told[0] | lost))
    return [*shown, wrong.model_copy(update={"images": {"img_1": pictures[0]}})]


@pytest.fixture(scope="module", params=MADE)
def made(request, tmp_path_factory):
    """An export of a family in all formats that fit, which no test changes."""
    folder = tmp_path_factory.mktemp(request.param)
    version = commit_split(folder / "catalog", rows_of(request.param, folder / "catalog"), "made")
    names = [form.name for form in FITTING[request.param]]
    report = export(folder / "catalog", "made", folder / "out", names)
    _, front, _ = (folder / "out/README.md").read_text().split("---\n", 2)
    return SimpleNamespace(out=folder / "out", report=report, names=names, version=version, front=yaml.safe_load(front))


def test_every_format_that_fits_has_rows(made):
    assert list(made.report["formats"]) == made.names
    assert all(sum(splits.values()) for splits in made.report["formats"].values())


def test_the_manifest_lists_every_file(made):
    told = json.loads((made.out / "synthloom.json").read_text())
    listed = [*told["others"], *(file["path"] for files in told["formats"].values() for file in files)]
    there = [path.relative_to(made.out).as_posix() for path in made.out.rglob("*") if path.is_file()]
    assert sorted([*listed, "synthloom.json"]) == sorted(there)


def test_the_card_is_one_that_the_hub_takes_and_datasets_loads_each_of_its_configs(made):
    from datasets import load_dataset

    card = (made.out / "README.md").read_text()
    assert not list(card_errors(card))
    assert "## Known limits" in card
    for config in made.front["configs"]:
        name = config["config_name"]
        loaded = load_dataset(str(made.out), name, cache_dir=str(made.out.parent / "cache"))
        assert {split: len(part) for split, part in loaded.items()} == made.report["formats"][name]
        assert all(len(list(part)) == len(part) for part in loaded.values())


def test_a_loadable_format_is_a_config_by_a_name_that_the_hub_takes(made):
    configs = [config["config_name"] for config in made.front["configs"]]
    assert configs == [form.name for form in FORMATS if form.name in made.names and form.loadable]
    assert "data" not in configs
    assert [config.get("default") for config in made.front["configs"]] == [True, *[None] * (len(configs) - 1)]
    splits = [data["split"] for config in made.front["configs"] for data in config["data_files"]]
    assert all(re.fullmatch(r"\w+(\.\w+)*", split) for split in splits)


def test_the_card_has_types_in_the_old_syntax_and_no_numbers_that_a_later_export_would_make_wrong(made):
    for config in made.front["dataset_info"]:
        assert config.keys() == {"config_name", "features"}
        told = {column["name"]: column for column in config["features"]}
        if "images" in told and config["config_name"] != WHOLE:
            assert told["images"]["list"] == "image"


def test_a_leaking_row_is_in_a_split_of_its_own_of_the_whole_rows_and_nowhere_else(made):
    splits = made.report["formats"][WHOLE]
    assert splits["left_out"] == 1
    assert sum(splits.values()) == made.version.rows
    (path,) = (made.out / "data/parquet").glob("left_out-*")
    (leaking,) = pq.read_table(path)["id"].to_pylist()
    left_out = made.report["left_out"]
    told = [reasons for name in left_out for reasons in left_out[name].values() if "picture_in_test" in reasons]
    trained = [name for name in made.names if name != WHOLE and "sft" in BY_NAME[name].splits.values()]
    assert len(told) == len(trained)
    others = [data for data in made.out.rglob("*.parquet") if data != path]
    assert not [data for data in others if leaking in json.dumps(pq.read_table(data).to_pylist(), default=str)]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    """A version of each family, by its name."""
    root = tmp_path_factory.mktemp("families") / "catalog"
    for family in MADE:
        commit_split(root, rows_of(family, root)[:1], family)
    return root


@pytest.mark.parametrize(("family", "name"), REFUSED)
def test_rows_that_a_format_cannot_hold_are_refused_in_a_sentence_with_those_that_can(catalog, family, name, tmp_path):
    with pytest.raises(UserError) as error:
        export(catalog, family, tmp_path / "out", [name])
    told = str(error.value)
    fitting = ", ".join(form.name for form in FITTING[family])
    assert told.startswith(f"{name} can't hold {NAMES[family]} ({family}@1): ")
    assert told.endswith(f"formats for them: {fitting}")
    assert "\n" not in told
    assert not (tmp_path / "out").exists()
