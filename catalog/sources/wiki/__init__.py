"""Readers of wikis: dumps, ZIM files, folders of pages, live wikis."""
