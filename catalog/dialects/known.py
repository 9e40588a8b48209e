"""The dialects there are.

named("vrag").read_turn("<think>a</think><search>b</search>") → Turn("a", "text_search", '{"queries": ["b"]}')
"""

from synthloom.catalog.dialects.alfworld import ALFWORLD
from synthloom.catalog.dialects.defacto import DEFACTO
from synthloom.catalog.dialects.dialect import Dialect
from synthloom.catalog.dialects.hermes import GEN_SEARCHER, HERMES
from synthloom.catalog.dialects.openai import OPENAI
from synthloom.catalog.dialects.opensearch_vl import OPENSEARCH_VL
from synthloom.catalog.dialects.plain import PLAIN
from synthloom.catalog.dialects.react import REACT, REACT_COT, REACT_NUMBERED
from synthloom.catalog.dialects.search_r1 import SEARCH_R1
from synthloom.catalog.dialects.swimbird import SWIMBIRD
from synthloom.catalog.dialects.unify_agent import UNIFY_AGENT
from synthloom.catalog.dialects.v_thinker import V_THINKER
from synthloom.catalog.dialects.vilasr import VILASR
from synthloom.catalog.dialects.vrag import VRAG
from synthloom.schemas.errors import UserError

DIALECTS: tuple[Dialect, ...] = (
    HERMES, GEN_SEARCHER, OPENSEARCH_VL, UNIFY_AGENT, VRAG, SEARCH_R1, VILASR, V_THINKER, DEFACTO, SWIMBIRD,
    REACT, REACT_NUMBERED, REACT_COT, ALFWORLD, OPENAI, PLAIN,
)  # fmt: skip


def named(name: str) -> Dialect:
    """The dialect of that name. Raises `UserError`."""
    for dialect in DIALECTS:
        if dialect.name == name:
            return dialect
    raise UserError(f"there is no dialect {name!r}; name one of {', '.join(one.name for one in DIALECTS)}")
