"""A LLaVA over a Qwen2, of random weights, that servers load in seconds: one token for each byte, ChatML with tools.

    python tiny_model.py FOLDER
    → FOLDER/config.json  model.safetensors  tokenizer.json  chat_template.jinja  processor_config.json

Run inside a server's environment (transformers 5); nothing is downloaded. What it says is rubbish, the same for the
same request at temperature 0, and short: the tokens of `LIKED` are so likely that texts, strings and numbers end soon.
Heads of 64 numbers, because vLLM's attention on a CPU takes none of 16.
"""

import json
import re
import sys
from pathlib import Path

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>", "<tool_call>", "</tool_call>")
SIDE = 28
"""Pixels of a picture's side."""
LIKED = {'"': 8.0, "}": 8.0, "]": 8.0, ",": 8.0, "<|im_end|>": 10.0}
"""How much is added to their logits, about; those of other tokens spread by 2."""
CHAT_TEMPLATE = """\
{% if tools %}<|im_start|>system
{% for tool in tools %}{{ tool | tojson }}
{% endfor %}<|im_end|>
{% endif %}{% for message in messages %}<|im_start|>{{ message['role'] }}
{% if message['content'] is string %}{{ message['content'] }}{% else %}{% for part in message['content'] or [] %}\
{% if part['type'] == 'text' %}{{ part['text'] }}{% else %}<image>{% endif %}{% endfor %}{% endif %}\
{% for call in message.tool_calls or [] %}<tool_call>
{{ call.function | tojson }}
</tool_call>{% endfor %}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""


def write_tokenizer(folder: Path) -> None:
    """`tokenizer.json` and `tokenizer_config.json`."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE(vocab={letter: place for place, letter in enumerate(letters)}, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(token, normalized=False, special=True) for token in SPECIAL[:4]])
    made.add_tokens([AddedToken(token, normalized=False) for token in SPECIAL[4:]])
    made.save(str(folder / "tokenizer.json"))
    told = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(told | {"model_max_length": 4096}))
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE)


def write_processor(folder: Path) -> None:
    """The processor: the tokenizer, and what makes of a picture four patches of 14 pixels, a token each."""
    from transformers import AutoTokenizer, CLIPImageProcessor, LlavaProcessor

    write_tokenizer(folder)
    size = {"height": SIDE, "width": SIDE}
    LlavaProcessor(
        CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size=size), AutoTokenizer.from_pretrained(folder),
        patch_size=SIDE // 2, vision_feature_select_strategy="default", chat_template=CHAT_TEMPLATE,
        image_token="<image>", num_additional_image_tokens=1,
    ).save_pretrained(folder)  # fmt: skip


def write_model(folder: Path) -> None:
    """`config.json` and random weights; one number of every token's embedding is the same, so it can carry `LIKED`."""
    import torch
    from safetensors.torch import load_file, save_file
    from transformers import AutoTokenizer, CLIPVisionConfig, LlavaConfig, LlavaForConditionalGeneration, Qwen2Config

    tokenizer = AutoTokenizer.from_pretrained(folder)
    tokens = tokenizer.get_vocab()
    ends = {"eos_token_id": tokens["<|im_end|>"], "pad_token_id": tokens["<|endoftext|>"], "bos_token_id": None}
    sizes = {"hidden_size": 128, "intermediate_size": 128, "num_hidden_layers": 2, "num_attention_heads": 2}
    text = Qwen2Config(
        **sizes, **ends, vocab_size=len(tokens), num_key_value_heads=1, max_position_embeddings=32768,
        architectures=["Qwen2ForCausalLM"],
    )  # fmt: skip
    vision = CLIPVisionConfig(**sizes, image_size=SIDE, patch_size=SIDE // 2, projection_dim=128)
    torch.manual_seed(0)
    config = LlavaConfig(
        vision_config=vision, text_config=text, image_token_id=tokens["<image>"], image_seq_length=4,
        tie_word_embeddings=False, **ends,
    )  # fmt: skip
    model = LlavaForConditionalGeneration(config)
    with torch.no_grad():
        model.get_input_embeddings().weight.normal_()[:, 0] = 4.0
        model.lm_head.weight.normal_(std=0.2)[:, 0] = 0.0
        for token, liked in LIKED.items():
            model.lm_head.weight[tokens[token], 0] = liked / 4
    model.generation_config.update(**ends)
    model.save_pretrained(folder)
    weights = load_file(folder / "model.safetensors")
    part = "vision_tower.vision_model."  # as published models call it, and vLLM
    renamed = {re.sub(rf"{part[:13]}(?!vision_model)", part, name): tensor for name, tensor in weights.items()}
    save_file(renamed, folder / "model.safetensors", {"format": "pt"})


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    write_processor(target)
    write_model(target)
