"""What a card says of single formats: how a trainer is pointed at the files, and what a reader should know of the rows.

notes([SftFlat(), RlVerl()]) → ["`sft_flat` is written in the dialect `hermes`. …", "For verl, …"]
"""

from collections.abc import Sequence

from synthloom.catalog.exports.format import Format

BAGEL = (
    "For BAGEL, start training in this folder and give the dataset `data_dir: bagel/train` and "
    "`parquet_info_path: bagel/parquet_info.json`. Its loader finds a file by the path it lists, so from any other "
    "folder put that folder's path before the keys of parquet_info.json."
)
LLAMA_FACTORY = (
    "For LLaMA-Factory, `dataset_dir` is this folder and `dataset` an entry of `dataset_info.json`, such as "
    "`{name}_train`."
)
CUT = (
    "Trainers learn from every assistant turn of {names}, so a conversation ends before its first turn that is not to "
    "be learned from (a call the agent itself got wrong, a repetition, anything from a fatal step on); its last turn "
    "is then a call and not an answer."
)
CARRIED = (
    "In {names} conversations are whole up to a fatal step; `loss_mask` has 1 for each assistant turn that is to be "
    "learned from and 0 for the others. A trainer that doesn't read it learns from mistakes."
)
OPENAI = "In `sft_openai` an assistant message with `weight` 0 is not to be learned from; it ends before a fatal step."
VERL = (
    "For verl, set `reward.custom_reward_function.path` to `rl_verl/reward_function.py` and its `name` to "
    "`compute_score`. The reward is format · (0.8 · answer + 0.2 · query), as `reward_model.ground_truth` says; after "
    "three failed turns in a row only what stands before them counts, and the answer as wrong. Tools are told to verl "
    "in its own configuration; `extra_info.tools` has their schemas."
)


def notes(forms: Sequence[Format]) -> list[str]:
    """Paragraphs for these formats."""
    by_name = {form.name: form for form in forms}
    told = [BAGEL] if "bagel" in by_name else []
    texts = [form for form in forms if hasattr(form, "dialect") and hasattr(form, "masked")]
    if texts:
        said = ", ".join(f"`{form.name}` in the dialect `{form.dialect}`" for form in texts)
        told.append(f"Thoughts, calls and observations are written as text: {said}.")
    for masked, words in (("cut", CUT), ("carry", CARRIED)):
        names = " and ".join(f"`{form.name}`" for form in texts if form.masked == masked)
        told += [words.format(names=names)] if names else []
    told += [LLAMA_FACTORY.format(name=texts[0].name)] if texts else []
    told += [OPENAI] if "sft_openai" in by_name else []
    return told + ([VERL] if "rl_verl" in by_name else [])
