"""What dialects that search by a tag of its own share: one query a call, of our `text_search`.

query_of(Turn("", "text_search", '{"queries": ["capital of Lesotho"]}')) → "capital of Lesotho"
"""

from synthloom.catalog.dialects.dialect import CannotSay, Turn
from synthloom.catalog.trajectories.arguments import dump

SEARCH = "text_search"


def query_of(turn: Turn) -> str:
    """The one query of a search. Raises `CannotSay` for another tool, several queries or further arguments."""
    if turn.tool != SEARCH:
        raise CannotSay(f"there is no way to call {turn.tool}")
    match turn.given():
        case {"queries": [str() as query], **others} if not others:
            return query
    raise CannotSay("a search is one query and nothing else")


def search_for(thought: str, query: str) -> Turn:
    """The turn that searches for one query."""
    return Turn(thought, SEARCH, dump({"queries": [query]}))
