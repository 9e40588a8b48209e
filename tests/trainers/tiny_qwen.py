"""A Qwen2.5-VL of a few kilobytes of thought: its own processor class, ids and chat template, random weights.

    python tiny_qwen.py FOLDER
    → FOLDER/tokenizer.json  processor_config.json  chat_template.jinja  config.json  model.safetensors

Run inside a trainer's environment (transformers 5.6 to 5.23); nothing is downloaded. What decides how a trainer reads a
row is the model's: special tokens with their ids (some trainers have 151655 written in their code), the chat template
byte for byte (TRL knows it by comparing it), how many tokens a picture takes. What doesn't is small: the vocabulary is
the 256 bytes and fillers, so that a text has as many tokens as bytes, and the network has one layer of width 32.
"""

import json
import re
import sys
from pathlib import Path

SPECIAL = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>",
    "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
    "<|image_pad|>", "<|video_pad|>",
)  # fmt: skip
ADDED = (
    "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>", "<|repo_name|>",
    "<|file_sep|>",
)  # fmt: skip
"""Tokens of their own that count as text: `skip_special_tokens` keeps them."""
FIRST = 151643
"""The id of the first of them."""
IMAGE_PAD, EMBEDDINGS, WIDTH = FIRST + 12, 152064, 32
CHAT_TEMPLATE = """\
{% set image_count = namespace(value=0) %}{% set video_count = namespace(value=0) %}{% for message in messages %}\
{% if loop.first and message['role'] != 'system' %}<|im_start|>system
You are a helpful assistant.<|im_end|>
{% endif %}<|im_start|>{{ message['role'] }}
{% if message['content'] is string %}{{ message['content'] }}<|im_end|>
{% else %}{% for content in message['content'] %}\
{% if content['type'] == 'image' or 'image' in content or 'image_url' in content %}\
{% set image_count.value = image_count.value + 1 %}{% if add_vision_id %}Picture {{ image_count.value }}: {% endif %}\
<|vision_start|><|image_pad|><|vision_end|>{% elif content['type'] == 'video' or 'video' in content %}\
{% set video_count.value = video_count.value + 1 %}{% if add_vision_id %}Video {{ video_count.value }}: {% endif %}\
<|vision_start|><|video_pad|><|vision_end|>{% elif 'text' in content %}{{ content['text'] }}{% endif %}{% endfor %}\
<|im_end|>
{% endif %}{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""
"""As Qwen published it."""


def write_tokenizer(folder: Path) -> None:
    """`tokenizer.json` and `tokenizer_config.json`: a token for each byte, then fillers up to the special ones."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from transformers.models.qwen2.tokenization_qwen2 import PRETOKENIZE_REGEX

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [*letters, *(f"[filler {number}]" for number in range(len(letters), FIRST))]
    made = Tokenizer(models.BPE(vocab={word: place for place, word in enumerate(words)}, merges=[]))
    made.normalizer = normalizers.NFC()
    split = pre_tokenizers.Split(Regex(PRETOKENIZE_REGEX), behavior="isolated")
    made.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(False, use_regex=False)])
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in SPECIAL])
    made.add_tokens([AddedToken(token, normalized=False) for token in ADDED])
    made.save(str(folder / "tokenizer.json"))
    told = {
        "tokenizer_class": "Qwen2Tokenizer", "bos_token": None, "eos_token": "<|im_end|>", "unk_token": None,
        "pad_token": "<|endoftext|>", "model_max_length": 131072, "add_prefix_space": False, "errors": "replace",
        "clean_up_tokenization_spaces": False, "split_special_tokens": False,
        "additional_special_tokens": SPECIAL[1:],
    }  # fmt: skip
    (folder / "tokenizer_config.json").write_text(json.dumps(told))


def write_processor(folder: Path) -> None:
    """The processor: the tokenizer, and what makes pictures patches of 14 pixels, four to a token."""
    from transformers import AutoTokenizer, Qwen2_5_VLProcessor, Qwen2VLImageProcessor, Qwen2VLVideoProcessor

    write_tokenizer(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer.convert_tokens_to_ids(["<|image_pad|>", "</tool_call>"]) == [IMAGE_PAD, 151658]
    pixels = {"min_pixels": 56 * 56, "max_pixels": 28 * 28 * 64}
    images, videos = Qwen2VLImageProcessor(**pixels), Qwen2VLVideoProcessor(**pixels)
    Qwen2_5_VLProcessor(images, tokenizer, videos, chat_template=CHAT_TEMPLATE).save_pretrained(folder)


def write_model(folder: Path) -> None:
    """`config.json` and random weights."""
    import torch
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    sizes = {"hidden_size": WIDTH, "intermediate_size": WIDTH}
    text = {
        **sizes, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": EMBEDDINGS,
        "tie_word_embeddings": True, "bos_token_id": FIRST, "eos_token_id": FIRST + 2, "pad_token_id": FIRST,
        "rope_parameters": {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [2, 3, 3]},
    }  # fmt: skip
    vision = {**sizes, "depth": 1, "num_heads": 2, "out_hidden_size": WIDTH, "fullatt_block_indexes": [0]}
    config = Qwen2_5_VLConfig(
        text_config=text, vision_config=vision, image_token_id=IMAGE_PAD, video_token_id=IMAGE_PAD + 1,
        vision_start_token_id=FIRST + 9, vision_end_token_id=FIRST + 10, tie_word_embeddings=True,
    )  # fmt: skip
    torch.manual_seed(0)
    Qwen2_5_VLForConditionalGeneration(config).save_pretrained(folder)


def tokens(text: str) -> int:
    """How many tokens it makes of a text in NFC: one for each byte, and for each token of its own."""
    own = "|".join(re.escape(token) for token in SPECIAL + ADDED)
    return len(re.sub(own, "\0", text).encode())


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    write_processor(target)
    write_model(target)
