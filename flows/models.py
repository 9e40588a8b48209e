"""Which models answer for which roles in a run, what their calls were, and how many rows are worked on for them."""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

from synthloom.engines.calls.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import EngineSettings, Settings
from synthloom.flows.budget import Budget
from synthloom.flows.context import Panel
from synthloom.flows.recipe import models_of
from synthloom.flows.row_step import BindModels
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import MediaStore
from synthloom.schemas.steps import Model, Role, Step

TOKENS_IN, TOKENS_OUT = 1200, 150
"""Tokens a call is assumed to take, one picture included, until one was measured."""
TOKENS = ("tokens_in", "tokens_out", "tokens_cached", "tokens_reasoning")
ROWS_PER_SLOT = 2
"""Rows in work for each call that an engine lets through: one is asked about while another is read or judged."""
BATCHES_AHEAD = 4
"""Rows in work, in batches, where an engine collects calls: as many batches as it has under way."""
FEWEST_ROWS = 64


class Models:
    """The models a run names, by role. Roles without one are answered by each step's own rules."""

    def __init__(self, by_role: Mapping[Role, tuple[str, ...]], cache: CallCache, max_cost: float | None) -> None:
        self.by_role, self.cache, self.budget = by_role, cache, Budget(max_cost)
        self.endpoints: dict[str, Endpoint] = {}

    def names(self, step: Step) -> dict[Role, tuple[str, ...]]:
        """The models that answer for a step, by role; empty where only its rules do."""
        return models_of(step, self.by_role)

    def bind(self, step: Step) -> BindModels:
        """What binds a step's models to a record: the keys of calls made through them are added to the record's log."""
        named = {role: [self.endpoints[name] for name in names] for role, names in self.names(step).items()}
        return partial(_panel_of, named)

    def rows_at_once(self, step: Step) -> int:
        """How many rows of a step to work on at the same time, so that its engines never wait for rows."""
        names = {name for names in self.names(step).values() for name in names}
        return max(FEWEST_ROWS, sum(_rows_for(self.endpoints[name].settings) for name in sorted(names)))

    @property
    def sent(self) -> int:
        """Calls that went out in this run; answers from the cache aren't counted."""
        return sum(endpoint.totals.calls for endpoint in self.endpoints.values())

    @property
    def tokens(self) -> dict[str, int]:
        """Tokens of the calls that went out in this run, by kind."""
        totals = [endpoint.totals for endpoint in self.endpoints.values()]
        return {kind: sum(getattr(total, kind) for total in totals) for kind in TOKENS}

    @property
    def cost(self) -> float | None:
        """US dollars spent in this run, None where a price is unknown."""
        unknown = any(endpoint.totals.unpriced for endpoint in self.endpoints.values())
        return None if unknown else float(sum(endpoint.totals.known_cost for endpoint in self.endpoints.values()))

    async def close(self) -> None:
        """Close what is open; the cache first, so that an engine that keeps notes knows what is safe."""
        async with AsyncExitStack() as stack:  # whatever fails, servers of ours are stopped
            for endpoint in self.endpoints.values():
                stack.push_async_callback(endpoint.aclose)
            self.cache.close()


def _panel_of(named: Mapping[Role, Sequence[Endpoint]], log: list[str]) -> Panel:
    def panel(role: Role) -> tuple[Model, ...]:
        return tuple(endpoint.for_record(log) for endpoint in named.get(role, ()))

    return panel


def collects(engine: EngineSettings) -> bool:
    """Whether an engine gathers calls into batches before any is answered."""
    return engine.engine in ("batch", "vllm-offline")


def _rows_for(engine: EngineSettings) -> int:
    return BATCHES_AHEAD * engine.batch_size if collects(engine) else ROWS_PER_SLOT * engine.concurrency


def assumed_cost(engine: EngineSettings) -> float | None:
    """USD of a call of which nothing is known, None without prices."""
    if engine.price_in is None or engine.price_out is None:
        return None
    return (TOKENS_IN * engine.price_in + TOKENS_OUT * engine.price_out) / 1e6


def open_models(
    by_role: Mapping[Role, tuple[str, ...]],
    settings: Settings,
    catalog: Path,
    media: MediaStore,
    max_cost: float | None,
) -> Models:
    """Endpoints for the models named. Raises `UserError` where no engine answers, or a needed price is unknown."""
    models = Models(by_role, CallCache(catalog / "calls"), max_cost)
    for role, name in ((role, name) for role, names in by_role.items() for name in names):
        engine = settings.engine(name, role)
        if max_cost is not None and (engine.price_in is None or engine.price_out is None):
            raise UserError(
                f"--max-cost {max_cost} needs prices, but model {name} has none; set price_in and price_out "
                f'under [engines."{name}"] in synthloom.toml'
            )
        if name not in models.endpoints:
            purse = models.budget.purse(name, assumed_cost(engine) if collects(engine) else None)
            endpoint = models.endpoints[name] = Endpoint(name, engine, models.cache, media, purse.allow)
            purse.totals = endpoint.totals
    return models
