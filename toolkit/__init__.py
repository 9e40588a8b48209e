"""Synthloom: synthesise and curate multimodal training data."""

__version__ = "0.1.0"
