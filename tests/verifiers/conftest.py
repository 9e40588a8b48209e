"""The small corpus, built once for all verifiers' tests."""

import random
from pathlib import Path

import pytest
from small_corpus import small_corpus
from step_context import StepContext

from synthloom.catalog.corpus.opened import LocalCorpus
from synthloom.catalog.media import LocalMedia


@pytest.fixture(scope="session")
def small_wiki(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, LocalCorpus]:
    folder = tmp_path_factory.mktemp("wiki")
    return folder, small_corpus(folder)


@pytest.fixture
def corpus(small_wiki: tuple[Path, LocalCorpus]) -> LocalCorpus:
    return small_wiki[1]


@pytest.fixture
def searching(small_wiki: tuple[Path, LocalCorpus]) -> StepContext:
    """A context whose catalog holds the small corpus."""
    return StepContext(LocalMedia(small_wiki[0]), random.Random(0))
