"""Exports: a version as files that trainers read unchanged, with a card that says what they are."""
