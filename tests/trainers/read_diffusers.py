"""Feeds `edit_pairs` to diffusers' own picture processor, VAE, U-Net and scheduler; it installs no trainers.

    python read_diffusers.py EXPORT CACHE → {"rows": 12, "columns": ["input_image", "edit_prompt", "edited_image"],
     "prompts": ["0: Paint the cube blue.", …], "pixels": [{"input_image": "9f3c…", "edited_image": "5d01…"}, …],
     "losses": [1.02, …]}

The steps are those of diffusers' `train_instruct_pix2pix.py`, written anew: the split `train` and its three columns by
their default names, source and target at one resolution, the target's noisy latents beside the source's, a U-Net with
eight channels in. Models are tiny and random, and a prompt is its bytes, so `losses` say only that every row goes
through.
"""

import hashlib
import json
import sys

import torch
from datasets import load_dataset
from diffusers import AutoencoderKL, DDPMScheduler, UNet2DConditionModel
from diffusers.image_processor import VaeImageProcessor

SIDE, WIDE = 32, 8
export, cache = sys.argv[1:]
torch.manual_seed(0)
rows = load_dataset(export, "edit_pairs", cache_dir=cache)["train"]
processor = VaeImageProcessor(vae_scale_factor=2, do_convert_rgb=True)
vae = AutoencoderKL(
    block_out_channels=(WIDE, WIDE), down_block_types=("DownEncoderBlock2D",) * 2,
    up_block_types=("UpDecoderBlock2D",) * 2, norm_num_groups=4, latent_channels=4, sample_size=SIDE,
)  # fmt: skip
unet = UNet2DConditionModel(
    in_channels=8, out_channels=4, block_out_channels=(WIDE, WIDE), layers_per_block=1, norm_num_groups=4,
    down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"), up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    cross_attention_dim=WIDE, attention_head_dim=4,
)  # fmt: skip
scheduler = DDPMScheduler()
words = torch.nn.Embedding(256, WIDE)


def loss(row: dict[str, object]) -> float:
    """One step of training on one row."""
    source, target = (
        processor.preprocess(row[name], height=SIDE, width=SIDE) for name in ("input_image", "edited_image")
    )
    latents = vae.encode(target).latent_dist.sample() * vae.config.scaling_factor
    noise, when = torch.randn_like(latents), torch.tensor([500])
    noisy = torch.cat([scheduler.add_noise(latents, noise, when), vae.encode(source).latent_dist.mode()], dim=1)
    told = words(torch.tensor([list(str(row["edit_prompt"]).encode())]))
    value = torch.nn.functional.mse_loss(unet(noisy, when, told).sample, noise)
    value.backward()
    return float(value.detach())


names = ("input_image", "edited_image")
told = {
    "rows": len(rows),
    "columns": rows.column_names,
    "prompts": rows["edit_prompt"][:],
    "pixels": [{n: hashlib.sha256(row[n].convert("RGB").tobytes()).hexdigest() for n in names} for row in rows],
    "losses": [loss(row) for row in rows],
}
print(json.dumps(told))
