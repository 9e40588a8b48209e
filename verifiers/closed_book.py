"""Reject a question that is answered without any search.

    a solver says "Pretoria" in 3 of 4 draws, and it is → solved_closed_book, score=0.75, detail="3/4: Pretoria, …"
    no solver; 6 of 10 other countries have the
    currency "euro", and that is the answer             → prior_guess, score=0.6, detail="rules: prior 6 of 10: euro"

The paper's first difficulty stage: the question alone, no tool and no picture. Without a model the best guess is the
commonest value of what is asked for among the corpus's other pages of that type; a guess that is seldom right
(`prior_share`) is luck and no reason to drop.
"""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from synthloom.catalog.corpus.key import key
from synthloom.schemas.prompts import ROW_NOTE, row_block
from synthloom.schemas.search import SearchQuestion
from synthloom.schemas.steps import Context, Message, Role, Text, Verdict
from synthloom.verifiers.answers import ask_often, check_draws, is_one_of

LEAST_PAGES = 5
"""Other pages of the type that say it; with fewer the pages of all types are asked."""


@dataclass(frozen=True)
class ClosedBook:
    """Drops questions whose pass rate without search is over `drop_above`, or that a prior answers."""

    name: ClassVar[str] = "closed_book"
    version: ClassVar[int] = 1
    roles: ClassVar[tuple[Role, ...]] = ("solver",)
    draws: int = 4
    drop_above: float = 0.25
    temperature: float = 1.0
    prior_share: float = 0.2

    def __post_init__(self) -> None:
        check_draws(self.draws, self.temperature, self.drop_above)

    async def verify(self, record: SearchQuestion, context: Context) -> Verdict:
        """Ask the solver, or guess."""
        solver = context.model("solver")
        if solver is None:
            return self._guess(record, context)
        messages = (Message("system", (Text(SYSTEM),)), Message("user", (Text(row_block(question=record.question)),)))
        right = partial(is_one_of, right=(record.answer, *record.aliases))
        tries = await ask_often(solver, messages, right, self.draws, self.temperature)
        kept = tries.rate <= self.drop_above
        return Verdict(kept, "" if kept else "solved_closed_book", tries.rate, tries.told[:500])

    def _guess(self, record: SearchQuestion, context: Context) -> Verdict:
        corpus = context.corpora.open(record.corpus)
        last = record.path[-1]
        for condition, values in (("AND type = ?", [last.type]), ("", [])):
            rows = corpus.sql(
                "SELECT key, count(DISTINCT node) AS pages FROM facts WHERE relation = ? AND title <> ? "
                f"{condition} GROUP BY key ORDER BY pages DESC, key",
                [record.asked, last.title, *values],
            )
            total = sum(int(pages) for _, pages in rows)
            if total >= LEAST_PAGES:
                break
        if total < LEAST_PAGES:
            return Verdict(True, detail=f"rules: no prior, {total} other pages say it")
        guess, share = str(rows[0][0]), int(rows[0][1]) / total
        told = f"rules: prior {rows[0][1]} of {total}: {guess}"[:500]
        right = guess in {key(answer) for answer in (record.answer, *record.aliases)}
        if right and share > self.prior_share:
            return Verdict(False, "prior_guess", share, told)
        return Verdict(True, score=share if right else 0.0, detail=told)


SYSTEM = (
    "You answer a question from memory: no search, no picture. Think briefly, then give the shortest answer that is "
    "complete: a name, a date, a number or a few words, without a sentence around it. Always give your best guess.\n"
    f"{ROW_NOTE} The question is all you take from it.\n"
    'Reply with one JSON object: {"thoughts": "at most 100 words", "answer": "..."}.'
)
