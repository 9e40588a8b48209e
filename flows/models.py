"""Which model answers for which role in a run, what its calls were, and when the money is spent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthloom.engines.call_cache import CallCache
from synthloom.engines.endpoint import Endpoint
from synthloom.engines.settings import Settings
from synthloom.flows.row_step import BudgetSpent
from synthloom.schemas.errors import UserError
from synthloom.schemas.media import Media, MediaStore
from synthloom.schemas.steps import Answer, Message, Model, Role, Step


class Models:
    """The models a run names, by role. Roles without one are answered by each step's own rules."""

    def __init__(self, by_role: Mapping[Role, str], endpoints: Mapping[str, Endpoint], max_cost: float | None) -> None:
        self.by_role, self.endpoints, self.max_cost = by_role, endpoints, max_cost

    def name(self, step: Step) -> str | None:
        """The model that answers for a step, or None."""
        role: Role | None = getattr(step, "role", None)
        return self.by_role.get(role) if role else None

    def bind(self, log: list[str]) -> Mapping[Role, Model]:
        """The models as a step sees them; the keys of calls made through them are added to `log`."""
        return {role: Metered(self.endpoints[name].for_record(log), self) for role, name in self.by_role.items()}

    @property
    def sent(self) -> int:
        """Calls that went out in this run; answers from the cache aren't counted."""
        return sum(endpoint.totals.calls for endpoint in self.endpoints.values())

    @property
    def cost(self) -> float | None:
        """US dollars spent in this run, None where a price is unknown."""
        costs = [endpoint.totals.cost for endpoint in self.endpoints.values()]
        return None if None in costs else float(sum(cost for cost in costs if cost is not None))

    @property
    def spent(self) -> bool:
        """Whether the run has reached `--max-cost`."""
        return self.max_cost is not None and (self.cost or 0.0) >= self.max_cost

    async def close(self) -> None:
        """Close connections."""
        for endpoint in self.endpoints.values():
            await endpoint.aclose()
            endpoint.cache.close()


@dataclass(frozen=True)
class Metered:
    """A model that stops asking once the run's money is spent."""

    model: Model
    models: Models

    @property
    def name(self) -> str:
        """The model's full name."""
        return self.model.name

    async def chat(
        self, messages: Sequence[Message], answer: type[Answer], *, temperature: float = 0.0, draw: int = 0
    ) -> Answer:
        """Ask, if there is money left."""
        self._check()
        return await self.model.chat(messages, answer, temperature=temperature, draw=draw)

    async def edit_image(self, prompt: str, image: Media, *, draw: int = 0) -> Media:
        """Ask for a picture, if there is money left."""
        self._check()
        return await self.model.edit_image(prompt, image, draw=draw)

    def _check(self) -> None:
        if self.models.spent:
            raise BudgetSpent


def open_models(
    by_role: Mapping[Role, str], settings: Settings, catalog: Path, media: MediaStore, max_cost: float | None
) -> Models:
    """Endpoints for the models named. Raises `UserError` where no engine answers, or a needed price is unknown."""
    cache = CallCache(catalog / "calls")
    endpoints: dict[str, Endpoint] = {}
    for role, name in by_role.items():
        engine = settings.engine(name, role)
        if max_cost is not None and (engine.price_in is None or engine.price_out is None):
            raise UserError(
                f"--max-cost {max_cost} needs prices, but model {name} has none; set price_in and price_out "
                f'under [engines."{name}"] in synthloom.toml'
            )
        endpoints[name] = endpoints.get(name) or Endpoint(name, engine, cache, media)
    return Models(by_role, endpoints, max_cost)
