"""CLIP: how well pictures fit a text, by open_clip on whatever torch finds (extra `clip`).

    open_clip_model("ViT-B-32/laion2b_s34b_b79k").similarity([zoo, map], "zoo in Berlin")  → the cosine for each picture

A name is `ARCHITECTURE/WEIGHTS`: weights are a tag of `open_clip.list_pretrained()`, which is downloaded once, or a
file, as in `ViT-B-32//models/vit_b_32.safetensors`. `hf-hub:OWNER/NAME` and `local-dir:FOLDER` are open_clip's own.
Arithmetic is float32; cosines on a GPU and on a CPU differ in the sixth digit, so they are given with four.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from synthloom.schemas.errors import UserError

BATCH = 32
"""Pictures encoded at once; ViT-B-32 does 3 to 19 a second on two processors."""


class Clip:
    """A loaded model. `device` is torch's name for where it computes; empty takes a GPU where there is one."""

    def __init__(self, name: str, device: str = "") -> None:
        architecture, weights = _parts(name)
        open_clip, torch = _packages()
        if weights and not Path(weights).is_file() and (architecture, weights) not in open_clip.list_pretrained():
            known = [tag for model, tag in open_clip.list_pretrained() if model == architecture]
            raise UserError(
                f"CLIP weights {weights!r} of {architecture!r} are neither a file nor a tag open_clip knows; for this "
                f"architecture it knows {', '.join(known) or 'none'}: name one of them, or ARCHITECTURE/PATH of a file"
            )
        self.name, self._torch = name, torch
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        try:
            self._model, _, self._prepare = open_clip.create_model_and_transforms(
                architecture, pretrained=weights or None, device=self._device
            )
            self._tokenize = open_clip.get_tokenizer(architecture)
        except (
            OSError,
            RuntimeError,
            AssertionError,
            UnpicklingError,
        ) as error:  # no download, no such weights
            raise UserError(
                f"CLIP {name!r} can't be loaded ({type(error).__name__}: {str(error)[:300]}); name weights that this "
                "machine has or can download, or leave the setting empty to go without CLIP"
            ) from error
        self._model.eval()

    def similarity(self, images: Sequence[Image.Image], text: str) -> list[float]:
        """The cosine between each picture and the text, -1 to 1, rounded to four digits."""
        if not images:
            return []
        torch = self._torch
        with torch.inference_mode():
            words = self._model.encode_text(self._tokenize([text]).to(self._device), normalize=True)
            cosines = list[float]()
            for start in range(0, len(images), BATCH):
                batch = [self._prepare(image.convert("RGB")) for image in images[start : start + BATCH]]
                seen = self._model.encode_image(torch.stack(batch).to(self._device), normalize=True)
                cosines += (seen @ words.T)[:, 0].float().cpu().tolist()
        return [round(cosine, 4) for cosine in cosines]

    def embed_images(self, images: Sequence[Image.Image]) -> NDArray[np.float32]:
        """A row for each picture, of length one."""
        rows = [np.zeros((0, 0), np.float32)]
        for start in range(0, len(images), BATCH):
            batch = self._torch.stack([self._prepare(image.convert("RGB")) for image in images[start : start + BATCH]])
            with self._torch.inference_mode():
                seen = self._model.encode_image(batch.to(self._device), normalize=True)
            rows.append(seen.float().cpu().numpy())
        return np.concatenate(rows[1:] or rows)

    def embed_texts(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row for each text, of length one; longer texts than the model takes are cut."""
        with self._torch.inference_mode():
            rows = self._model.encode_text(self._tokenize(list(texts)).to(self._device), normalize=True)
        return np.asarray(rows.float().cpu().numpy(), np.float32)


@cache
def open_clip_model(name: str) -> Clip:
    """The model of a name, loaded once in a process. Raises `UserError` where it can't be had."""
    return Clip(name)


def _parts(name: str) -> tuple[str, str]:
    """Architecture and weights; open_clip's own addresses name both in one."""
    if name.startswith(("hf-hub:", "local-dir:")):
        return name, ""
    architecture, _, weights = name.partition("/")
    if not weights:
        raise UserError(f"CLIP {name!r} names no weights: give ARCHITECTURE/WEIGHTS, as ViT-B-32/laion2b_s34b_b79k")
    return architecture, weights


def _packages() -> tuple[Any, Any]:
    try:
        import open_clip  # with torch 4 s
        import torch
    except ImportError as error:
        raise UserError(
            f"CLIP can't rank pictures because {error.name or error} is missing: pip install 'synthloom[clip]', "
            "or leave the setting empty to go without CLIP"
        ) from error
    return open_clip, torch
