"""A corpus is named by what was read and by `files.FORMAT`, which must rise when the same pages give other facts."""

from hashlib import sha256

from small_corpus import PAGES

from synthloom.catalog.corpus import files
from synthloom.catalog.corpus.describe import describe
from synthloom.catalog.sources.wiki.sample import SamplePages
from synthloom.schemas.wiki import Page

PINNED = (4, "0b4b6f5745710489")


def test_the_format_number_stands_for_the_facts_that_rules_find():
    pages = [page for page in (*PAGES, *SamplePages().pages()) if isinstance(page, Page) and not page.redirect]
    found = sha256(repr([describe(page, "en") for page in pages]).encode()).hexdigest()[:16]
    assert (files.FORMAT, found) == PINNED, "facts have changed: raise FORMAT by one and pin both here"
