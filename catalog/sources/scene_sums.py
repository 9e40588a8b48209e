r"""Sums: problems that can be written on a board, with the steps to their answers.

written_sum(Random(2)) → Sum("Solve:\n8 × 7 = ?", "56", ("8 × 7 = 56",))
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Sum:
    """A problem as written, its answer, and the steps that lead there."""

    written: str
    answer: str
    working: tuple[str, ...]


def price(random: Random) -> str:
    """A price in whole dollars."""
    return f"${random.randint(2, 60)}"


_HEADINGS = (
    "Solve:",
    "Homework:",
    "Problem of the day:",
    "Exercise {n}:",
    "Find the number:",
    "Quick quiz:",
    "Task {n}:",
)


def written_sum(random: Random) -> Sum:
    """A sum of one of eight kinds, under a heading."""
    found = _sum(random)
    heading = random.choice(_HEADINGS).format(n=random.randint(1, 9))
    return Sum(f"{heading}\n{found.written}", found.answer, found.working)


def _sum(random: Random) -> Sum:
    a, b, c = random.randint(12, 89), random.randint(11, 79), random.randint(2, 9)
    d, e = random.randint(3, 12), random.randint(3, 12)
    if a < b:
        a, b = b, a
    match random.randrange(8):
        case 0:
            return Sum(f"{a} + {b} = ?", f"{a + b}", (f"{a} + {b} = {a + b}",))
        case 1:
            return Sum(f"{a} − {b} = ?", f"{a - b}", (f"{a} − {b} = {a - b}",))
        case 2:
            return Sum(f"{d} × {e} = ?", f"{d * e}", (f"{d} × {e} = {d * e}",))
        case 3:
            return Sum(f"{d * e} ÷ {d} = ?", f"{e}", (f"{d} × {e} = {d * e}", f"{d * e} ÷ {d} = {e}"))
        case 4:
            steps = (f"{d} × {e} = {d * e}", f"{d * e} + {b} = {d * e + b}")
            return Sum(f"{d} × {e} + {b} = ?", f"{d * e + b}", steps)
        case 5:
            return Sum(f"{b} + ? = {a + b}", f"{a}", (f"{a + b} − {b} = {a}",))
        case 6:
            return Sum(f"{c} × ? = {c * e}", f"{e}", (f"{c * e} ÷ {c} = {e}",))
        case _:
            steps = (f"{a} + {b} = {a + b}", f"{a + b} − {c} = {a + b - c}")
            return Sum(f"{a} + {b} − {c} = ?", f"{a + b - c}", steps)
