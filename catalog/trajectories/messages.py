"""A trajectory's steps as OpenAI's messages, pictures as short ids.

messages("You are …", ("img_1",), "Which …?", steps, "Pretoria")
→ system, user [img_1, question], assistant [thought] + tool call call_0, tool [observation, img_2], …,
  assistant [thought, answer]
"""

from collections.abc import Sequence

from synthloom.schemas.trajectories import ChatMessage, ContentPart, FunctionCall, ImageRef, ToolCall, TrajectoryStep


def messages(
    system: str, images: Sequence[str], question: str, steps: Sequence[TrajectoryStep], final_answer: str
) -> tuple[ChatMessage, ...]:
    """The whole conversation; an empty system prompt has no message. The last step answers if it calls no tool."""
    told = [ChatMessage(role="system", content=_texts(system))] if system else []
    told.append(ChatMessage(role="user", content=(*_pictures(images), *_texts(question))))
    for step in steps:
        if step.tool or step.arguments:
            told += call_and_result(step)
        elif step.observation:  # text without a call, and what the agent was told of it
            told.append(ChatMessage(role="assistant", content=_texts(step.thought)))
            told.append(ChatMessage(role="user", content=_texts(step.observation)))
        else:
            told.append(ChatMessage(role="assistant", content=_texts(step.thought, final_answer)))
    return tuple(told)


def call_and_result(step: TrajectoryStep) -> tuple[ChatMessage, ChatMessage]:
    """The two messages of a step that calls a tool."""
    call = ToolCall(id=f"call_{step.index}", function=FunctionCall(name=step.tool, arguments=step.arguments))
    asked = ChatMessage(role="assistant", content=_texts(step.thought), tool_calls=(call,))
    seen = (*_texts(step.observation), *_pictures(step.images))
    return asked, ChatMessage(role="tool", content=seen, tool_call_id=call.id)


def _texts(*texts: str) -> tuple[ContentPart, ...]:
    return tuple(ContentPart(type="text", text=text) for text in texts if text)


def _pictures(ids: Sequence[str]) -> tuple[ContentPart, ...]:
    return tuple(ContentPart(type="image_url", image_url=ImageRef(url=name)) for name in ids)
