"""distilabel: one TextGeneration task over rows in memory.

python peer_distilabel.py --url http://127.0.0.1:18080/v1 --questions q.txt --concurrency 64 --folder /tmp/x

distilabel sends a batch at once and waits for its slowest answer, so the batch is as large as the concurrency.
`--mode resume` lets it use its cache. Version 1.5.3 needs `requests`, which it doesn't declare.
"""

import os

os.environ |= {"DISTILABEL_LOG_LEVEL": "ERROR", "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}

import openai  # noqa: F401  loaded lazily, as the next two
import scipy.io
import scipy.sparse  # noqa: F401
from distilabel.models import OpenAILLM
from distilabel.pipeline import Pipeline
from distilabel.steps import LoadDataFromDicts
from distilabel.steps.tasks import TextGeneration
from one_run import read_task, start, tell

if __name__ == "__main__":  # its steps run in processes of their own, which import this file
    task, clock = read_task(), start()
    rows = [{"instruction": question, "system_prompt": task.system} for question in task.questions]
    with Pipeline(name="bench", cache_dir=task.folder) as pipeline:
        load = LoadDataFromDicts(data=rows, batch_size=max(task.concurrency, 50))
        model = OpenAILLM(model="fake-model", base_url=task.url, api_key="x", generation_kwargs={"temperature": 0.0})
        load >> TextGeneration(llm=model, input_batch_size=task.concurrency)
    made = pipeline.run(use_cache=task.mode == "resume")["default"]["train"]
    tell("distilabel", clock, task, zip(made["instruction"], made["generation"], strict=True))
