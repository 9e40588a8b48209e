import re

import pytest
import yaml
from hub_card import card_errors
from markdown_it import MarkdownIt
from PIL import Image
from sft_rows import wrong
from small_trajectory import commit_rows, gold_steps, media_of, rl_task, step, trajectory

from synthloom.catalog.exports.cards.licences import address, hub_id, is_unknown, no_derivatives, non_commercial
from synthloom.catalog.exports.cards.markdown import plain, table
from synthloom.catalog.exports.export import export
from synthloom.catalog.exports.machine import without_machine
from synthloom.catalog.reader import rows
from synthloom.catalog.versions import resolve


def card(root, out, *words, **options):
    export(root, *words, out=out, **options)
    return (out / "README.md").read_text()


@pytest.mark.parametrize("licence", ["CC-BY-4.0", "My Own: Licence (v2)", "", "unknown", "GFDL-1.2", "ÄÖ/…"])
def test_whatever_a_source_states_the_hub_accepts_the_card(small, tmp_path, licence):
    small.commit([small.file("a", [small.pair(n, licence=licence) for n in range(4)])])
    assert not list(card_errors(card(small.root, tmp_path / "out", "uni-edit", formats=["parquet"])))


def test_licences_the_hub_knows_are_all_named(small, tmp_path):
    pairs = [small.pair(n, licence=("CC-BY-4.0", "CC0-1.0")[n % 2]) for n in range(8)]
    small.commit([small.file("a", pairs)])
    front = card(small.root, tmp_path / "out", "uni-edit", formats=["parquet"]).split("---\n")[1]
    assert yaml.safe_load(front)["license"] == ["cc-by-4.0", "cc0-1.0"]


def test_sources_are_told_with_their_licences_and_what_those_forbid(small, tmp_path):
    licences = ("CC-BY-NC-4.0", "CC-BY-ND-4.0", "CC-BY-SA-4.0", "unknown", "GFDL-1.2")
    small.commit([small.file("a", [small.pair(n, source=f"s{n}", licence=licences[n]) for n in range(5)])])
    told = card(small.root, tmp_path / "out", "uni-edit", formats=["parquet"])
    assert "| s0 | [CC-BY-NC-4.0](https://creativecommons.org/licenses/by-nc/4.0/) | r1 | 1 |" in told
    assert "1 rows are under CC-BY-NC-4.0, which doesn't allow commercial use." in told
    assert "under CC-BY-ND-4.0, which doesn't allow passing on changed works" in told
    assert "2 rows are under CC-BY-SA-4.0, GFDL-1.2: what is made of them has to be under the same terms" in told
    assert "**1 rows have no known licence**" in told


def test_sample_pictures_are_small_shown_and_never_of_the_test_split(small, tmp_path):
    media = media_of(small.root)
    noise = [media.put_image(Image.effect_noise((300, 200), 80).convert("RGB")) for _ in range(30)]
    small.commit([small.file("a", [small.pair(n, image=noise[n // 2]) for n in range(60)])])
    out = tmp_path / "out"
    told = card(small.root, out, "uni-edit")
    shown = re.findall(r"!\[\w+\]\((samples/\w+\.png)\)", told)
    assert set(shown) == {path.relative_to(out).as_posix() for path in (out / "samples").iterdir()}
    assert {max(Image.open(out / path).size) for path in shown} <= {8, 256}
    of_test = [row["question"] for row in rows(resolve(small.root, "uni-edit"), 0) if row["split"] == "test"]
    assert of_test
    assert not [question for question in of_test if question in told]


def test_an_export_of_the_test_split_alone_shows_no_rows(small, tmp_path):
    small.commit_pairs(range(60))
    told = card(small.root, tmp_path / "out", "uni-edit", formats=["parquet"], split="test")
    assert "samples/" not in told
    assert not (tmp_path / "out/samples").exists()


def test_a_trajectory_is_shown_with_its_calls(small, tmp_path):
    commit_rows(small.root, [trajectory(media_of(small.root))], "made")
    told = card(small.root, tmp_path / "out", "made")
    assert "| picture | last picture seen | question | calls | its answer | outcome |" in told
    assert "| crop, text_search, visit | Maseru | correct |" in told


def test_questions_of_several_rollouts_are_counted_and_so_is_what_is_cut(small, tmp_path):
    media = media_of(small.root)
    missed = [gold_steps()[0], wrong(1), step(2, "Maseru.")]
    rolled = [trajectory(media), trajectory(media, missed, id="t2"), trajectory(media, id="t3", outcome="wrong")]
    commit_rows(small.root, rolled, "made")
    told = card(small.root, tmp_path / "out", "made", formats=["sft_flat", "sft_openai"])
    assert "3 trajectories of 1 question, made by" in told
    assert "1 of the trajectories have such turns" in told
    assert "| sft_flat | train | not_right | 1 |" in told
    assert "All 3 rows of the dataset are of the split `sft`." in told
    assert "what other datasets share with it was not looked for" in told
    assert "The config `parquet`" not in told


def test_the_reward_is_told_as_it_is_for_the_rows(small, tmp_path):
    commit_rows(small.root, [rl_task(media_of(small.root))], "tasks", "rl")
    assert "format · (0.8 · answer + 0.2 · query)" in card(small.root, tmp_path / "out", "tasks")


def test_what_a_row_says_becomes_no_markup(small, tmp_path):
    hostile = "<script>x</script> ![p](https://e.x/p.png) [a](b) `c` **d** | _e_ a_b"
    small.commit([small.file("a", [small.pair(n, question=hostile) for n in range(4)])])
    told = card(small.root, tmp_path / "out", "uni-edit", formats=["parquet"])
    page = MarkdownIt("commonmark").enable("table").render(told)
    assert page.count("&lt;script&gt;x&lt;/script&gt; ![p](https://e.x/p.png) [a](b) `c` **d** | _e_ a_b") >= 1
    assert "<script>" not in page
    assert not re.findall(r'src="(?!samples/)', page)


def test_steps_settings_models_and_cost_are_told(small, tmp_path):
    steps = [{"step": "Ask", "name": "ask", "version": 2, "proposals": 4, "pictures": "/home/ann/pics"}]
    config = {"seed": 7, "models": {"writer": "org/model-1", "judge": ["a", "b"]}, "steps": steps}
    run = {
        "id": "r1",
        "options": {"settings": ["ask.proposals=4", "ask.pictures=/home/ann/pics"], "limit": 9},
        "funnel": [{"step": "ask", "kind": "generator", "in": 9, "out": 4, "kept": 4, "rejected": {"dull": 5},
                    "errors": 0, "calls": 12, "tokens_in": 900, "tokens_out": 100}],
    }  # fmt: skip
    recipe = {"name": "uni-edit", "version": 1, "fingerprint": "f1", "config": config}
    for number, (cost, words) in enumerate(((0.25, "US$ 0.25"), (None, "no price is known for some of the models"))):
        pairs = [small.pair(n) for n in range(4 + number)]
        small.commit([small.file(str(number), pairs)], recipe=recipe, run=run, cost=cost)
        told = card(small.root, tmp_path / str(number), "uni-edit", formats=["parquet"])
        for wanted in (
            "seed 7", "`ask.proposals=4`, `ask.pictures=pics`, `limit 9`", "| ask | generator | 9 | 4 | dull 5 | 0 |",
            "| ask | 2 | proposals=4", "judge: `a`, `b`, writer: `org/model-1`.", "12 model calls, 1,000 tokens", words,
        ):  # fmt: skip
            assert wanted in told
        assert "/home/ann" not in told


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ("/home/ann/pics", "pics"),
        ("~/x/y.zim", "y.zim"),
        ("file:///data/a b/c.json", "c.json"),
        ("C:\\Users\\ann\\d.csv", "d.csv"),
        ("step.field=/var/data/e", "step.field=e"),
        ("hf://owner/name", "hf://owner/name"),
        ("https://ann:pw@example.org/a/b?width=2&api_key=k1", "https://example.org/a/b?width=2&api_key=…"),
        ("api:https://host/w/api.php", "api:https://host/w/api.php"),
        ("and/or 3/4 {x}/y", "and/or 3/4 {x}/y"),
    ],
)
def test_paths_lose_their_folders_and_addresses_their_secrets(given, left):
    assert without_machine([given]) == [left]


@pytest.mark.parametrize("licence", ["", " ", "UNKNOWN", "Unknown", "noassertion", "None"])
def test_what_says_nothing_is_unknown(licence):
    assert is_unknown(licence)


def test_licences_are_told_apart_by_their_words():
    assert [no_derivatives(name) for name in ("CC-BY-ND-4.0", "cc by-nc-nd 3.0", "Land-1.0", "CC-BY-4.0")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [non_commercial(name) for name in ("CC-BY-NC-4.0", "NonCommercial use", "Sync-1.0")] == [True, True, False]
    assert (hub_id("GFDL-1.2"), hub_id("CC-BY-4.0"), hub_id("Mine")) == ("gfdl", "cc-by-4.0", "")
    assert address("MIT") == "https://spdx.org/licenses/MIT.html"
    assert address("my own") == ""


def test_a_table_keeps_its_shape_whatever_is_in_it():
    told = table(["a", "b"], [["x | y\nz", 1234], ["\\", True]])
    cells = [line.replace("\\|", "").count("|") for line in told.splitlines()]
    assert cells == [3, 3, 3, 3]
    assert "1,234" in told
    assert plain("a" * 999) == "a" * 300 + "…"
