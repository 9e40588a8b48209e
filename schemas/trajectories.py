"""Records of trajectories: what an agent thought, called and saw on the way to an answer, and tasks for RL."""

from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict

from synthloom.schemas.media import Media
from synthloom.schemas.records import Record
from synthloom.schemas.tools import ErrorClass

Outcome = Literal["correct", "wrong", "no_answer", "over_budget", "fatal"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Mode = Literal["scripted", "react", "staged", "oracle", "imported"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ImageRef(_Frozen):
    """A picture of the trajectory, by short id."""

    url: str


class ContentPart(_Frozen):
    """A text or a picture of a message."""

    type: Literal["text", "image_url"]
    text: str | None = None
    image_url: ImageRef | None = None


class FunctionCall(_Frozen):
    """The tool and its arguments as JSON text."""

    name: str
    arguments: str


class ToolCall(_Frozen):
    """A call as OpenAI's messages have it."""

    id: str
    type: Literal["function"] = "function"
    function: FunctionCall


class ChatMessage(_Frozen):
    """A message as OpenAI's chat has it; pictures stand as short ids, and an observation's in its `tool` message."""

    role: Literal["system", "user", "assistant", "tool"]
    content: tuple[ContentPart, ...]
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None


class TrajectoryStep(_Frozen):
    """One turn: a thought, a call and what came back; the last one may answer instead of calling."""

    index: int
    thought: str
    tool: str
    """Empty where nothing could be called: the answer, or text without a call that can be parsed."""
    arguments: str
    """JSON text; as the agent wrote it where it is no JSON."""
    observation: str
    images: tuple[str, ...] = ()
    """Short ids of the pictures that came back."""
    error_class: ErrorClass | None = None
    loss_mask: bool = True
    """Whether the agent's tokens of this step are to be learned from."""
    observation_hash: str = ""
    deterministic: bool = True
    """Whether a replay must give the same observation."""
    repeated: bool = False
    """The same call was made before with the same result."""
    reflects: bool = False
    """The thought takes back or doubts an earlier step."""
    stage: str = ""
    raw: str = ""
    """The agent's turn as it stood, where its dialect would not write thought and call so."""
    raw_observation: str = ""
    """The same of the environment's turn."""


class ProcessScores(_Frozen):
    """How a trajectory got there, each 0 to 1 (OpenSearch-VL's four dimensions, arXiv 2605.05185)."""

    relevance: float
    progression: float
    consistency: float
    redundancy: float
    """1: no call in vain."""
    judge: str
    """`rules`, or a model's name."""


class Trajectory(Record):
    """One rollout of one task."""

    task_id: str
    question: str
    answer: str
    """The gold answer; empty where a published trajectory tells none."""
    aliases: tuple[str, ...] = ()
    hops: int = 0
    corpus: str = ""
    """The key of the corpus that was searched; empty for a published trajectory."""
    corpus_name: str = ""
    language: str = ""
    required_tools: tuple[str, ...] = ()
    """What a degraded picture calls for, such as `sharpen`."""
    evidence: tuple[str, ...] = ()
    """The titles of the path, anchor to answer page: for judging the way, never shown to the agent."""
    mode: Mode
    policy: str
    """`rules`, or the model's full name."""
    dialect: str
    """How the policy spoke: `native` tool calls, or a dialect of `catalog.dialects`."""
    rollout: int
    """Which of the task's rollouts, from 0."""
    messages: tuple[ChatMessage, ...]
    steps: tuple[TrajectoryStep, ...]
    tools: str
    """The schemas offered, as JSON text of a list."""
    final_answer: str
    outcome: Outcome
    judged_by: str
    """What decided whether the answer is right: `exact`, `alias`, `numeric`, `list`, `rules` (wrong) or a model.

    Of published trajectories also `contained` (in a longer answer), or `nothing` where no gold answer is told.
    """
    stopped: str
    """What ended it: `answer`, `turns`, `tokens`, `seconds`, `images`, `fatal`, `oracle`, `imported`."""
    fatal_step: int | None = None
    """Index of the first of three failures in a row."""
    images: dict[str, Media]
    folded: int = 0
    """How many tool results stayed in the policy's context; 0: all."""
    reflections: int = 0
    tokens: int = 0
    """Tokens that the policy wrote, as its server counts them."""
    pass_rate: float | None = None
    """The share of correct ones among the task's `rollouts`."""
    rollouts: int = 1
    pass_rate_without_tools: float | None = None
    tool_benefit: float | None = None
    """Pass rate with minus without tools (AdaTooler-V, arXiv 2512.16918); None where the latter wasn't measured."""
    environment: str = ""
    """What decided observations: versions of tools, OpenCV, OCR; back ends."""
    backends: tuple[str, ...] = ()
    """`TOOL=BACKEND` for those that aren't embedded."""
    process: ProcessScores | None = None
    critique: str = ""
    """What was good and bad about it, in words (Agent-RRM, arXiv 2601.22154)."""
    score: float | None = None
    """The critique's score, 0 to 1."""
    engine: str
    extras: str = ""
    """JSON text: what the file of a published trajectory says beside it, so that its row can be written again."""


class RewardTerm(_Frozen):
    """One summand of a reward."""

    verifier: Literal["format", "answer", "query"]
    weight: float
    gate: bool = False
    """A gate multiplies the sum of the others."""


class RLTask(Record):
    """A question for reinforcement learning, with what rewards an answer."""

    question: str
    answer: str
    aliases: tuple[str, ...]
    hops: int
    corpus: str
    corpus_name: str
    language: str
    required_tools: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    messages: tuple[ChatMessage, ...]
    """The prompt: system and user."""
    tools: str
    images: dict[str, Media]
    reward: tuple[RewardTerm, ...]
    """OpenSearch-VL: format (gate) · (0.8 · answer + 0.2 · query)."""
    fatal_after: int = 3
    """So many failures in a row end a rollout; what it wrote from the first on is masked."""
    pass_rate: float
    rollouts: int
    pass_rate_without_tools: float | None = None
    tool_benefit: float | None = None
    solved_by: str
    """Which policy the pass rate is of."""
    solution: str = ""
    """The id of a correct rollout's trajectory, where it is in the catalog; else empty."""
    engine: str
