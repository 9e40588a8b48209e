"""The Hugging Face Hub: a version as a revision of a dataset repository, and what is needed to read it back."""
