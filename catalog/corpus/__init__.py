"""Corpora: the pages of a wiki as tables, link arrays and a search index, in `<catalog>/corpora/<key>/`."""
