"""What a card says of single formats: how a trainer is pointed at the files, and what a reader should know of the rows.

notes([SftFlat(), SftParts()], "trajectory", masked=3) → ["Thoughts, calls and observations are written as text in the
dialect `hermes` (`sft_flat` and `sft_parts`).", "Only rollouts that ended right …", "… 3 trajectories …", "For TRL, …"]
"""

from collections.abc import Mapping, Sequence

from synthloom.catalog.exports.families import Family
from synthloom.catalog.exports.format import Format
from synthloom.catalog.exports.formats.reward_file import REWARD_FILE

RIGHT = (
    "{names} leave out rollouts that gave no right answer; of one that failures of tools ended they have what came "
    "before. The answers of published rollouts are not judged so."
)
CUT = (
    "Trainers learn from every assistant turn of {names}, so a conversation ends before its first turn that is not to "
    "be learned from (a call the agent itself got wrong, a repetition, anything from a fatal step on); its last turn "
    "is then a call and not an answer. {masked} of the trajectories have such turns."
)
CARRIED = (
    "In {names} conversations are whole up to a fatal step; `loss_mask` has 1 for each assistant turn that is to be "
    "learned from and 0 for the others. A trainer that doesn't read it learns from mistakes."
)
LLAMA_FACTORY = (
    "For LLaMA-Factory, `dataset_dir` is this folder, or `REMOTE:OWNER/NAME` on the Hub, and `dataset` an entry of "
    "`dataset_info.json`, such as `{name}_train`."
)
REWARDS: Mapping[Family, str] = {
    "rl_task": (
        f"The reward is in `{REWARD_FILE}`, which needs nothing but Python: format · (0.8 · answer + 0.2 · query), as "
        "each row's ground truth says; after three failed turns in a row only what stands before them counts, and the "
        "answer as wrong. Of a rollout without calls the answer alone counts."
    ),
    "search_question": (
        f"The reward is in `{REWARD_FILE}`, which needs nothing but Python: 1 for a right answer, 0 for any other. The "
        "prompt is the bare question and tells of no tools; the recipe `search-vl-rl` makes tasks of these questions, "
        "with tools, a reward for their use and pass rates."
    ),
}
FILES = (
    "Pictures are files in `images/`, and rows of {names} hold their paths relative to this folder: LLaMA-Factory "
    "takes them as they are, other trainers are started in it."
)
SAID: Mapping[str, str] = {
    "sft_parts": (
        "For TRL, set `max_length=None` and `assistant_only_loss=True` for `sft_parts`: by default pictures are cut "
        "off, and what users and tools say is learned too."
    ),
    "sft_swift": (
        "For ms-swift, `--dataset data/sft_swift/train-*.parquet` and an `--agent_template`, `hermes` for Qwen; a "
        "message with `loss` false is not learned."
    ),
    "sft_openai": (
        "In `sft_openai` an assistant message with `weight` 0 is not to be learned from; it ends before a fatal step."
    ),
    "pref_parts": (
        "`pref_parts` compares one turn of two rollouts at the point where they part; `parted` says how sure the "
        "preference is: `answer` (the other one answered wrong), `mistake` (its call is wrong in itself), `call` (it "
        "went where rollouts fail). For TRL's DPO set `max_length=None`: its default cuts prompts with pictures."
    ),
    "rl_verl": (
        f"For verl, set `reward.custom_reward_function.path` to `{REWARD_FILE}` and its `name` to `compute_score`. "
        "Tools are told to verl in its own configuration; `extra_info.tools` has a task's schemas. ms-swift reads the "
        'same rows with `--columns \'{"prompt": "messages"}\' '
        f"--external_plugins {REWARD_FILE} --reward_funcs synthloom`."
    ),
    "rl_parts": (
        "For TRL, `from reward_function import reward` and `GRPOTrainer(reward_funcs=reward, …)` on `rl_parts`; tools "
        "are the trainer's."
    ),
    "bagel": (
        "For BAGEL, start training in this folder and give the dataset `data_dir: bagel/train` and "
        "`parquet_info_path: bagel/parquet_info.json`. Its loader finds a file by the path it lists, so from any other "
        "folder put that folder's path before the keys of parquet_info.json."
    ),
    "diffsynth": (
        "For DiffSynth-Studio, set `--dataset_base_path` to this folder, `--dataset_metadata_path` to "
        '`diffsynth/train-00000-of-00001.jsonl`, `--data_file_keys "image,edit_image"` and '
        '`--extra_inputs "edit_image"`.'
    ),
    "webdataset": (
        "For Megatron-Energon, run `energon prepare webdataset --non-interactive --split-parts 'train:sft-.*' "
        "--split-parts 'test:test-.*' --sample-type CrudeWebdataset` in this folder. A sample is `<key>.json` and its "
        "pictures; where the row has a picture the JSON has the name of its part, so a cooker takes "
        '`sample[sample["json"]["image"]]`. After another export into this folder prepare again with '
        "`--force-overwrite`."
    ),
}


def notes(forms: Sequence[Format], kind: Family, masked: int = 0) -> list[str]:
    """Paragraphs for these formats of rows of a family; so many trajectories have turns not to be learned from."""
    names = [form.name for form in forms]
    texts = [form for form in forms if hasattr(form, "dialect") and hasattr(form, "masked")]
    paragraphs = [
        "Thoughts, calls and observations are written as text in the dialect "
        f"`{dialect}` ({_listed([form.name for form in texts if form.dialect == dialect])})."
        for dialect in dict.fromkeys(form.dialect for form in texts if form.dialect != "native")
    ]
    learned = [name for name in names if name.startswith("sft_")]
    paragraphs += [RIGHT.format(names=_listed(learned))] if learned else []
    cut, carried = ([form.name for form in texts if form.masked == way] for way in ("cut", "carry"))
    paragraphs += [CUT.format(names=_listed(cut), masked=f"{masked:,}")] if cut and masked else []
    paragraphs += [CARRIED.format(names=_listed(carried))] if carried else []
    readable = next((name for name in names if name in ("sft_flat", "sft_sharegpt")), "")
    paragraphs += [LLAMA_FACTORY.format(name=readable)] if readable else []
    paragraphs += [REWARDS[kind]] if {"rl_verl", "rl_parts"} & set(names) else []
    paragraphs += [SAID[name] for name in names if name in SAID]
    beside = [form.name for form in forms if form.container == "jsonl" and form.name != "diffsynth"]
    return paragraphs + ([FILES.format(names=_listed(beside))] if beside else [])


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)
