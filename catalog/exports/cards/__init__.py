"""The dataset card and what it is made of."""
