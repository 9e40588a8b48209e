"""What went through an endpoint, and what it cost.

totals.count(Reply(…, tokens_in=20, tokens_out=8), EngineSettings(price_in=10, price_out=100)) → 0.001
"""

from dataclasses import dataclass

from synthloom.engines.replies import Reply
from synthloom.engines.settings import EngineSettings


@dataclass
class Totals:
    """What went through an endpoint since it was made."""

    calls: int = 0
    """Answered by the server."""
    hits: int = 0
    """Answered by the cache."""
    tokens_in: int = 0
    tokens_out: int = 0
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
        cost_in, cost_out = _cost(reply.tokens_in, engine.price_in), _cost(reply.tokens_out, engine.price_out)
        cost = None if cost_in is None or cost_out is None else cost_in + cost_out
        self.calls += 1
        self.tokens_in += reply.tokens_in or 0
        self.tokens_out += reply.tokens_out or 0
        self.known_cost += cost or 0.0
        self.unpriced += cost is None
        return cost


def _cost(tokens: int | None, price: float | None) -> float | None:
    """USD, None if unknown; what is free costs nothing however much it was."""
    if price is None or (tokens is None and price):
        return None
    return (tokens or 0) * price / 1e6
