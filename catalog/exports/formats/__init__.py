"""Formats: one file each, with what several of them need beside."""
