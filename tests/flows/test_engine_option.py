"""`--engine`: which models a run names by it, and how they are answered."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from toy_recipe import RECIPE, Even

from synthloom.flows.engine_option import read_engine, run_settings, with_engine
from synthloom.flows.recipe import Recipe, fingerprint, recipe_config
from synthloom.flows.uni_edit import RECIPE as UNI_EDIT
from synthloom.schemas.errors import UserError
from synthloom.schemas.steps import Role


@dataclass(frozen=True)
class Asking(Even):
    name: str = "asking"
    roles: tuple[Role, ...] = ("writer", "editor", "judge")


ASKS = replace(RECIPE, steps=(*RECIPE.steps, Asking()))
CONFIG = (
    '[engines.a]\nbase_url = "http://gpu-7:8000/v1"\nconcurrency = 5\n[engines.e]\nbase_url = "http://gpu-8:1/v1"\n'
)


def named(**models: str) -> Recipe:
    return replace(ASKS, models={role: (name,) for role, name in models.items()})


@pytest.fixture
def config(tmp_path) -> Path:
    (tmp_path / "synthloom.toml").write_text(CONFIG)
    return tmp_path / "synthloom.toml"


def test_a_model_takes_every_role_of_text_that_has_none():
    assert with_engine(ASKS, "vllm:a/b").models == {"writer": ("a/b",), "judge": ("a/b",)}
    assert with_engine(named(judge="c"), "openai:a/b").models == {"judge": ("c",), "writer": ("a/b",)}


def test_a_role_that_needs_another_ones_model_stays_with_rules_without_it():
    roles = with_engine(UNI_EDIT, "vllm:a/b").models
    assert set(roles) == {"classifier", "solver", "judge"}
    drawn = replace(UNI_EDIT, models={"editor": ("e",)})
    assert with_engine(drawn, "vllm:a/b").models["writer"] == ("a/b",)
    with pytest.raises(UserError, match="add --model editor=NAME, or name no writer"):
        with_engine(replace(UNI_EDIT, models={"writer": ("w",)}), "")


def test_a_model_that_is_named_already_takes_no_other_role():
    assert with_engine(named(judge="a/b"), "vllm:a/b").models == {"judge": ("a/b",)}


def test_where_it_runs_is_no_part_of_the_fingerprint():
    marks = {
        fingerprint(recipe_config(recipe))
        for recipe in (
            named(writer="m", judge="m"),
            with_engine(named(writer="m", judge="m"), "vllm"),
            with_engine(ASKS, "vllm:m"),
            with_engine(ASKS, "batch:m"),
        )
    }
    assert len(marks) == 1


def test_a_kind_with_a_model_changes_how_that_one_is_answered_and_nothing_else(config):
    recipe = with_engine(named(writer="a@c0ffee", judge="b", editor="e"), "vllm:a@c0ffee")
    settings = run_settings(recipe, "vllm:a@c0ffee", config)
    engine = settings.engine("a@c0ffee", "writer")
    assert (engine.engine, engine.concurrency) == ("vllm", 5)
    assert settings.engine("e", "editor").engine == "openai"
    assert settings.entry("b") is None


def test_a_kind_alone_changes_how_all_models_that_write_text_are_answered(config):
    settings = run_settings(named(writer="a", judge="b", editor="e"), "vllm", config)
    assert [settings.engine(name, "writer").engine for name in ("a", "b", "e")] == ["vllm", "vllm", "openai"]


def test_without_the_option_the_file_decides(config):
    assert run_settings(named(writer="a"), "", config).engine("a", "writer").engine == "openai"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("llama", "names no kind of engine; write KIND or KIND:MODEL with one of rules, openai, batch, vllm, vllm-off"),
        ("vllm:", "ends before the model; write vllm:FULL-MODEL-NAME"),
        ("rules:m", "rules ask no model"),
    ],
)
def test_what_cannot_be_read_is_the_users_mistake(text, words):
    with pytest.raises(UserError, match=words):
        read_engine(text)


@pytest.mark.parametrize(
    ("recipe", "engine", "words"),
    [
        (named(judge="m"), "rules", "rules and models exclude each other, but judge=m is named"),
        (ASKS, "vllm", "needs to know which model; write --engine vllm:FULL-MODEL-NAME or add --model ROLE=NAME"),
        (named(editor="m"), "vllm", "needs to know which model"),
        (RECIPE, "vllm:m", "recipe toy has no role left for that model; its steps ask none"),
        (named(judge="a", writer="b"), "vllm:m", "no role left for that model; its roles writer, judge have others"),
    ],
)
def test_what_does_not_go_together_is_the_users_mistake(recipe, engine, words):
    with pytest.raises(UserError, match=words):
        with_engine(recipe, engine)
