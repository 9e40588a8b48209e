"""How the bench's server behaves, and what it counts.

Options(faults=("500", "closed"), fault_every=10).fault(20)
→ "closed"
"""

from dataclasses import dataclass, field


@dataclass
class Options:
    """How the server behaves."""

    latency_ms: float = 50
    faults: tuple[str, ...] = ()
    fault_every: int = 10
    always: str = ""
    retry_after: float = 1.0
    count: bool = True
    """Keep a hash of every body: 100 bytes of memory for each."""

    def fault(self, number: int) -> str:
        """The fault of a request by its number from 1; empty: none."""
        if self.always or not self.faults or number % self.fault_every:
            return self.always
        return self.faults[(number // self.fault_every - 1) % len(self.faults)]


@dataclass
class Counts:
    """What came in since the last reset."""

    requests: int = 0
    in_flight: int = 0
    max_in_flight: int = 0
    answered: int = 0
    """Answers sent without a fault to a client that was still there."""
    repeated: int = 0
    """Those of them to a body that already had one: what a user pays twice."""
    first: float = 0.0
    last: float = 0.0
    """Seconds of the monotonic clock."""
    dealt: dict[str, int] = field(default_factory=dict)
