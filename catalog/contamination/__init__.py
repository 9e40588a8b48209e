"""Contamination: rows of different splits, or of a benchmark, that share what they ask about."""
