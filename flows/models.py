"""Which model answers for which role in a run, what its calls were, and when the money is spent."""

from collections.abc import Mapping
from pathlib import Path

from synthloom.engines.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import Settings
from synthloom.flows.recipe import roles_of
from synthloom.flows.row_step import BudgetSpent
from synthloom.schemas.errors import RunFailed, UserError
from synthloom.schemas.media import MediaStore
from synthloom.schemas.steps import Model, Role, Step


class Models:
    """The models a run names, by role. Roles without one are answered by each step's own rules."""

    def __init__(self, by_role: Mapping[Role, str], max_cost: float | None) -> None:
        self.by_role, self.max_cost = by_role, max_cost
        self.endpoints: dict[str, Endpoint] = {}

    def names(self, step: Step) -> dict[Role, str]:
        """The models that answer for a step, by role; empty where only its rules do."""
        return {role: self.by_role[role] for role in roles_of(step) if role in self.by_role}

    def bind(self, log: list[str]) -> Mapping[Role, Model]:
        """The models as a step sees them; the keys of calls made through them are added to `log`."""
        return {role: self.endpoints[name].for_record(log) for role, name in self.by_role.items()}

    @property
    def sent(self) -> int:
        """Calls that went out in this run; answers from the cache aren't counted."""
        return sum(endpoint.totals.calls for endpoint in self.endpoints.values())

    @property
    def cost(self) -> float | None:
        """US dollars spent in this run, None where a price is unknown."""
        return None if any(endpoint.totals.unpriced for endpoint in self.endpoints.values()) else self.known_cost

    @property
    def known_cost(self) -> float:
        """US dollars spent in this run on the calls whose price is known."""
        return float(sum(endpoint.totals.known_cost for endpoint in self.endpoints.values()))

    @property
    def spent(self) -> bool:
        """Whether the run has reached `--max-cost`."""
        return self.max_cost is not None and self.known_cost >= self.max_cost

    def allow_call(self) -> None:
        """Called before each request. Raises `BudgetSpent`, or `RunFailed` where nobody can tell what was spent."""
        unpriced = [name for name, endpoint in self.endpoints.items() if endpoint.totals.unpriced]
        if self.max_cost is not None and unpriced:
            raise RunFailed(
                f"--max-cost {self.max_cost} can't be kept: a reply of model {unpriced[0]} came without token counts, "
                "so nobody knows what it cost; what was answered is stored, so run again without --max-cost, or set "
                f'price_in and price_out under [engines."{unpriced[0]}"] to 0 if its calls are free'
            )
        if self.spent:
            raise BudgetSpent

    async def close(self) -> None:
        """Close connections."""
        for endpoint in self.endpoints.values():
            await endpoint.aclose()
            endpoint.cache.close()


def open_models(
    by_role: Mapping[Role, str], settings: Settings, catalog: Path, media: MediaStore, max_cost: float | None
) -> Models:
    """Endpoints for the models named. Raises `UserError` where no engine answers, or a needed price is unknown."""
    cache, models = CallCache(catalog / "calls"), Models(by_role, max_cost)
    for role, name in by_role.items():
        engine = settings.engine(name, role)
        if max_cost is not None and (engine.price_in is None or engine.price_out is None):
            raise UserError(
                f"--max-cost {max_cost} needs prices, but model {name} has none; set price_in and price_out "
                f'under [engines."{name}"] in synthloom.toml'
            )
        if name not in models.endpoints:
            models.endpoints[name] = Endpoint(name, engine, cache, media, models.allow_call)
    return models
