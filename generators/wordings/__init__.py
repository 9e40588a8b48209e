"""The rules writer's language: wordings by category, and questions and answers as parts of a sentence."""
