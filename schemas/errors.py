"""Errors that are the user's to mend. Everything else is ours and keeps its traceback."""


class UserError(Exception):
    """A user's mistake, told in one sentence: what happened with the values, what was expected, what to do."""


class RunFailed(Exception):
    """A run that stopped without a version: too many errors, or nothing kept. The command line exits with 1."""
