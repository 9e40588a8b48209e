import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from synthloom.engines.clip import Clip
from synthloom.schemas.errors import UserError

ROOT = Path(__file__).parents[2]
PACKAGES = ("torch==2.13.0", "torchvision==0.28.0", "open_clip_torch==3.3.0")
TINY = r"""
import json, pathlib, sys, torch
try:  # PyPI's torchvision is built for CUDA: beside a torch for the CPU its own operators are missing, and unused here
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(name + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
except RuntimeError:
    pass
import open_clip
from PIL import Image
from synthloom.engines.clip import BATCH, Clip, open_clip_model
from synthloom.schemas.errors import UserError

folder = pathlib.Path(sys.argv[1])
sizes = {"layers": 2, "width": 64}
(folder / "tiny.json").write_text(json.dumps({
    "embed_dim": 32,
    "vision_cfg": {"image_size": 64, "patch_size": 16, "head_width": 32, **sizes},
    "text_cfg": {"context_length": 32, "vocab_size": 49408, "heads": 2, **sizes},
}))
open_clip.add_model_config(folder)
torch.manual_seed(0)
made = open_clip.create_model("tiny")
torch.save(made.state_dict(), folder / "tiny.pt")

clip = open_clip_model(f"tiny/{folder / 'tiny.pt'}")
assert open_clip_model(f"tiny/{folder / 'tiny.pt'}") is clip
colors = ["red", "green", "blue", "gray"]
pictures = [Image.new("RGB", (90 + i, 70), colors[i % 4]) for i in range(BATCH + 9)]
found = clip.similarity(pictures, "a zoo in Berlin")
assert len(found) == len(pictures) and all(-1 <= cosine <= 1 for cosine in found), found
assert len(set(found)) > 1 and found == clip.similarity(pictures, "a zoo in Berlin")
assert found[:2] != clip.similarity(pictures[:2], "a locator map")
assert clip.similarity([], "a zoo") == []
assert clip.similarity([pictures[0].convert("LA")], "a zoo")[0] <= 1

made.eval()
with torch.inference_mode():  # the cosine as open_clip's own page computes it
    prepare = open_clip.image_transform(64, is_train=False)
    seen = made.encode_image(prepare(pictures[0])[None])
    said = made.encode_text(open_clip.get_tokenizer("tiny")(["a zoo in Berlin"]))
    own = torch.nn.functional.cosine_similarity(seen, said).item()
assert abs(own - found[0]) < 1e-3, (own, found[0])

(folder / "none.pt").write_text("no weights")
files = f"tiny/{folder / 'none.pt'}", f"ViT-B-32/{folder / 'tiny.pt'}", f"local-dir:{folder}/no"
for name in ("tiny/no_such_tag", *files):
    try:
        Clip(name)
    except UserError as error:
        assert name.split("/")[0].split(":")[0] in str(error), error
    else:
        raise AssertionError(name)
print("seen", len(found))
"""


def test_a_name_without_weights_is_the_users_mistake():
    with pytest.raises(UserError, match="names no weights"):
        Clip("ViT-B-32")


@pytest.mark.skipif(find_spec("open_clip") is not None, reason="open_clip is installed here")
def test_without_the_extra_the_error_says_what_to_install():
    with pytest.raises(UserError, match=r"pip install 'synthloom\[clip\]'"):
        Clip("ViT-B-32/laion2b_s34b_b79k")


@pytest.mark.slow
def test_a_model_made_on_the_spot_ranks_pictures():
    """No weights can be had here: a tiny random model proves the mechanics, its scores mean nothing."""
    with tempfile.TemporaryDirectory() as folder:  # 1.1 GB, which tmp_path would keep for three runs
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "typings"), "HF_HUB_OFFLINE": "1"}
        done = subprocess.run(
            [python, "-c", TINY, folder], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        assert "seen 41" in done.stdout
