r"""Which dialect a conversation is in, by trying them all.

guess((Spoken("assistant", "<think>a</think>\n<search>b</search>"), …)) → VRAG

The dialect that reads most turns wins, then the one that would write most messages as they stand, then the earlier one
in the list. `plain`, which reads anything, is what is left where no other reads a turn.
"""

from collections.abc import Sequence
from contextlib import suppress

from synthloom.catalog.dialects.conversation import Spoken
from synthloom.catalog.dialects.dialect import CannotSay, Dialect, Place
from synthloom.catalog.dialects.known import DIALECTS
from synthloom.catalog.dialects.plain import PLAIN


def guess(said: Sequence[Spoken]) -> Dialect:
    """The dialect that fits best."""
    best, most = PLAIN, (0, 0)
    for dialect in DIALECTS:
        fit = _fit(said, dialect)
        if dialect is not PLAIN and fit[0] and fit > most:
            best, most = dialect, fit
    return best


def reads(said: Sequence[Spoken], dialect: Dialect) -> bool:
    """Whether a dialect reads every turn."""
    return _fit(said, dialect)[0] == sum(message.role == "assistant" for message in said)


def _fit(said: Sequence[Spoken], dialect: Dialect) -> tuple[int, int]:
    """How many turns it reads, and how many messages it would write as they stand."""
    readable = exact = number = 0
    picture = ""
    for message in said:
        if message.role == "assistant":
            number += 1
            place = Place(number, picture)
            turn = dialect.read_turn(message.text, place)
            readable += not turn.problem
            with suppress(CannotSay):
                exact += dialect.write_turn(turn, place) == message.text
        elif message.role == "observation":
            place = Place(number, picture)
            with suppress(CannotSay):
                seen = dialect.read_observation(message.text, place)
                exact += dialect.write_observation(seen, place) == message.text
        picture = message.images[-1] if message.images else picture
    return readable, exact
