"""What went through an endpoint, and what it cost.

totals.count(Reply("yes", tokens_in=20, tokens_out=8), EngineSettings(price_in=10, price_out=100)) → 0.001
"""

from dataclasses import dataclass

from synthloom.engines.asking.replies import Reply
from synthloom.engines.settings import EngineSettings


@dataclass
class Totals:
    """What went through an endpoint since it was made."""

    calls: int = 0
    """Answered by the server; each of several draws of one request counts."""
    hits: int = 0
    """Answered by the cache."""
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    """Those of `tokens_in` that the server had in its prefix cache."""
    tokens_reasoning: int = 0
    """Those of `tokens_out` that were spent on thinking."""
    known_cost: float = 0.0
    """USD of the calls sent, unusable replies included, as far as their cost is known."""
    unpriced: int = 0
    """Calls of unknown cost: a price isn't set, or the reply told no tokens."""

    @property
    def cost(self) -> float | None:
        """USD of all calls sent, None where one's cost is unknown."""
        return None if self.unpriced else self.known_cost

    def count(self, reply: Reply, engine: EngineSettings) -> float | None:
        """Add a reply; its cost in USD, None if unknown."""
        cost = price_of(reply, engine)
        self.calls += 1
        self.tokens_in += reply.tokens_in or 0
        self.tokens_out += reply.tokens_out or 0
        self.tokens_cached += reply.tokens_cached or 0
        self.tokens_reasoning += reply.tokens_reasoning or 0
        self.known_cost += cost or 0.0
        self.unpriced += cost is None
        return cost


def price_of(reply: Reply, engine: EngineSettings) -> float | None:
    """What a reply cost in USD, None if unknown; tokens from a prefix cache have their own price where it is set."""
    cached = 0 if engine.price_cached is None else reply.tokens_cached or 0
    parts = (
        _cost(None if reply.tokens_in is None else reply.tokens_in - cached, engine.price_in),
        _cost(cached, engine.price_cached or 0.0),
        _cost(reply.tokens_out, engine.price_out),
    )
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _cost(tokens: int | None, price: float | None) -> float | None:
    """USD, None if unknown; what is free costs nothing however much it was."""
    if price is None or (tokens is None and price):
        return None
    return (tokens or 0) * price / 1e6
