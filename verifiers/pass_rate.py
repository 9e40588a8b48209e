r"""How hard is a question, and what makes it easier? The share of right draws in one context or two, and a rule.

    PassRate(keep="p_a <= 0.75"): "What color is the sky?", closed book, draws blue blue Blue blue
    → Verdict(kept=False, reason="too_easy", score=1.0, detail="p_a=1 draws=4; closed_book 4/4: blue, blue, Blue, blue")
    PassRate(a="hint", b="image", draws=8, keep="gain >= 0", labels=(("vision_only", "p_a >= 0.75"),))
    → Verdict(kept=True, score=0.375, detail="label=vision_only p_a=0.875 p_b=0.5 gain=0.375 draws=8; hint 7/8: …")
    PassRate(a="recorded:tools", b="recorded:no_tools", keep="")   → kept, score = the benefit of tools; nobody is asked

Contexts are those of `shown.VIEWS`, rules those of `pass_rule`; an empty rule keeps all. The verdict is the store; one
line of SQL puts it beside the rows: `SELECT r.*, v.score, regexp_extract(v.detail, 'label=(\w+)', 1) AS label FROM
"my-set@2" r JOIN verdicts v ON (v.record_id, v.dataset, v.version, v.step) = (r.id, 'my-set', 2, 'pass_rate')`.
A row that hasn't got what a context shows breaks any rule (`context_missing`): nobody knows how hard it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, ClassVar, NamedTuple

from synthloom.engines.asking.together import together
from synthloom.schemas.records import Record
from synthloom.schemas.steps import Context, Message, Model, Role, Verdict
from synthloom.verifiers.answers import ask_often, is_right
from synthloom.verifiers.pass_rule import Rule, read_rule
from synthloom.verifiers.shown import VIEWS, NotShown, check_view, solver_messages

OF_A = {"p_a", "right_a", "draws"}
RULES = "rules"
FINEST = 10_000
"""A recorded rate is taken as the simplest fraction of at most so many draws: 0.3333 of a file is a third."""


class Measured(NamedTuple):
    """A pass rate; a recorded one may not tell of how many draws."""

    rate: Fraction
    draws: int
    told: str


@dataclass(frozen=True)
class PassRate:
    """Keeps rows for which the rule `keep` holds; without a solver keeps all and says so."""

    version: ClassVar[int] = 2
    roles: ClassVar[tuple[Role, ...]] = ("solver",)
    a: str = "closed_book"
    b: str = ""
    """A second context to compare with; empty: none."""
    draws: int = 4
    """In each context."""
    keep: str = "p_a <= 0.75"
    labels: tuple[tuple[str, str], ...] = ()
    """Label and rule, such as `("hard", "p_a == 0")`; the first that holds is told in the verdict."""
    temperature: float = 1.0
    name: str = "pass_rate"
    """Two gates of a recipe need two names."""

    def __post_init__(self) -> None:
        if self.draws < 1 or self.temperature <= 0:
            raise ValueError(
                f"draws={self.draws}, temperature={self.temperature}: draws must be 1 or more, temperature over 0"
            )
        for view in self.views:
            if view not in VIEWS:
                raise ValueError(f"there is no context {view!r}; there are {', '.join(VIEWS)}")
        if self.a == self.b:
            raise ValueError(f"a and b are both {self.a}; leave b empty or name another context")
        if odd := [label for label, _ in self.labels if not re.fullmatch(r"\w+", label)]:
            raise ValueError(f"labels are single words, {odd[0]!r} isn't; write such as never_solved")
        lacking = {} if self.b else dict.fromkeys(("p_b", "right_b", "gain"), "nothing is measured for b")
        for view, names in ((self.a, ("right_a", "draws")), (self.b, ("right_b",))):
            if view == "recorded:no_tools":
                lacking |= dict.fromkeys(names, f"{view} tells a share and not of how many")
        for rule in self._rules():
            for name in sorted(rule.names & lacking.keys()):
                raise ValueError(f"{rule.text!r} asks for {name}, but {lacking[name]}; change the rule or the context")

    def _rules(self) -> list[Rule]:
        rules = [("keep", self.keep)] if self.keep else []
        return [read_rule(text, where) for where, text in (*rules, *((f"labels.{name}", r) for name, r in self.labels))]

    @property
    def views(self) -> tuple[str, ...]:
        """The contexts, one or two."""
        return (self.a, self.b) if self.b else (self.a,)

    @property
    def calls(self) -> int:
        """Calls of a row, for `plan`."""
        return self.draws * sum(VIEWS[view].show is not None for view in self.views)

    def check_type(self, record_type: type[Record]) -> None:
        """Raises `UserError` where the contexts show what such records haven't got."""
        for view in self.views:
            check_view(self.name, view, record_type)

    async def verify(self, record: Record, context: Context) -> Verdict:
        """Ask the solver `draws` times in each context, or read what was measured."""
        solver = context.model("solver")
        if self.calls and solver is None:
            return Verdict(True, detail="not tried: no solver model")
        if self.calls < self.draws * len(self.views) and _policy(record) == RULES:
            return Verdict(True, detail="not tried: the rules made the rollouts, and they know the way")
        try:
            asked = {view: solver_messages(view, record, context) for view in self.views if VIEWS[view].show}
            rates = {view: _recorded(view, record) for view in self.views if view not in asked}
        except NotShown as missing:
            kept = not self.keep
            return Verdict(kept, "" if kept else "context_missing", detail=f"not measured: {missing}")
        if solver is not None:
            tried = [self._ask(solver, view, messages, record) for view, messages in asked.items()]
            rates |= dict(zip(asked, await together(tried), strict=True))
        return self._verdict(*(rates[view] for view in self.views))

    async def _ask(self, solver: Model, view: str, messages: Sequence[Message], record: Record) -> Measured:
        tries = await ask_often(solver, messages, partial(is_right, record=record), self.draws, self.temperature)
        return Measured(Fraction(tries.right, tries.draws), tries.draws, f"{view} {tries.told}")

    def _verdict(self, a: Measured, b: Measured | None = None) -> Verdict:
        values = _values(a, b)
        label = next((name for name, text in self.labels if read_rule(text, name).holds(values)), "")
        numbers = [f"{name}={float(values[name]):.4g}" for name in ("p_a", "p_b", "gain", "draws") if name in values]
        told = [" ".join([f"label={label}"] * bool(label) + numbers), a.told, *([b.told] if b else [])]
        kept = not self.keep or read_rule(self.keep, "keep").holds(values)
        score = float(values.get("gain", a.rate))
        return Verdict(kept, "" if kept else _reason(read_rule(self.keep, "keep"), a), score, "; ".join(told)[:500])


def _values(a: Measured, b: Measured | None = None) -> dict[str, Fraction]:
    """What rules are worked out over."""
    values = {"p_a": a.rate}
    if a.draws:
        values |= {"right_a": a.rate * a.draws, "draws": Fraction(a.draws)}
    if b is not None:
        values |= {"p_b": b.rate, "gain": a.rate - b.rate, "right_b": b.rate * b.draws}
    return values


def _reason(rule: Rule, a: Measured) -> str:
    """Why a row was dropped: by a rule on `a` alone, whether fewer right draws would have done, or more."""
    if not rule.names <= OF_A:
        return "pass_rate"
    right = a.rate * a.draws
    others = [Measured(Fraction(count, a.draws), a.draws, "") for count in range(a.draws + 1) if a.draws]
    fit = [other.rate * a.draws < right for other in others if rule.holds(_values(other))]
    return "too_easy" if fit and all(fit) else "too_hard" if fit and not any(fit) else "pass_rate"


def _recorded(view: str, record: Any) -> Measured:
    """What rollouts measured. Raises `NotShown` where they didn't."""
    rate = record.pass_rate if view == "recorded:tools" else record.pass_rate_without_tools
    if rate is None:
        raise NotShown(f"{view}: no rollout measured it")
    by = f"by {_policy(record)}"
    if view == "recorded:no_tools":
        return Measured(Fraction(rate).limit_denominator(FINEST), 0, f"{view} {rate:.4g} {by}")
    right = round(rate * record.rollouts)
    return Measured(Fraction(right, record.rollouts), record.rollouts, f"{view} {right}/{record.rollouts} {by}")


def _policy(record: Any) -> str:
    """Whose rollouts the recorded rates are of."""
    return str(getattr(record, "policy", "") or getattr(record, "solved_by", ""))
