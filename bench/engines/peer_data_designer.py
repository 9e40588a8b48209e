"""NeMo Data Designer: one text column over a seed dataset.

python peer_data_designer.py --url http://127.0.0.1:18080/v1 --questions q.txt --concurrency 64 --folder /tmp/x

`max_parallel_requests` is raised from its default of 4 to the concurrency. `--mode resume` goes on with an earlier run
if it can, `--mode extend` asks it to, whatever changed; a row group is its default of 1000 rows.
"""

import os

from one_run import read_task, start, tell

task = read_task()
os.environ |= {"NEMO_TELEMETRY_ENABLED": "false", "HF_HUB_OFFLINE": "1", "FAKE_KEY": "x"}
os.environ["DATA_DESIGNER_HOME"] = str(task.folder / "home")

# ruff: noqa: E402
import data_designer.config as dd
import duckdb  # noqa: F401  loaded lazily, as the next
import opentelemetry.exporter.prometheus  # noqa: F401
import pandas as pd
from data_designer.interface import DataDesigner

RESUME = {"resume": "if_possible", "extend": "always"}

if __name__ == "__main__":
    clock, questions = start(), task.questions
    task.folder.mkdir(parents=True, exist_ok=True)
    provider = dd.ModelProvider(name="fake", endpoint=task.url, provider_type="openai", api_key="FAKE_KEY")
    limits = dd.ChatCompletionInferenceParams(max_parallel_requests=task.concurrency, temperature=0.0)
    model = dd.ModelConfig(
        alias="m", model="fake-model", provider="fake", skip_health_check=True, inference_parameters=limits
    )
    config = dd.DataDesignerConfigBuilder(model_configs=[model])
    seeds = dd.LocalFileSeedSource.from_dataframe(pd.DataFrame({"question": questions}), str(task.folder / "q.parquet"))
    config.with_seed_dataset(seeds)
    column = dd.LLMTextColumnConfig(name="answer", model_alias="m", prompt="{{ question }}", system_prompt=task.system)
    config.add_column(column)
    designer = DataDesigner(artifact_path=task.folder / "artifacts", model_providers=[provider])
    options = {"resume": dd.ResumeMode(RESUME[task.mode])} if task.mode else {}
    made = designer.create(config, num_records=len(questions), dataset_name="bench", **options).load_dataset()
    answers = made["answer"].where(made["answer"].notna(), None)
    tell("data-designer", clock, task, zip(made["question"], answers, strict=True))
