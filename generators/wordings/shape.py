"""Wordings for questions about a shape: test the shape and act (yes), or carry it over to a new thing (syn)."""

YES = (
    "Look closely and work out {find}. If it is {answer}, {do}; otherwise {leave}.",
    "Examine {noun}. If it proves to be {answer}, {do}. If not, {leave}.",
    "Determine {find}. Only if the result is {answer}, {do}; in any other case {leave}.",
    "Provided that {noun} is {answer}, {do}. Otherwise, {leave}.",
    "Should {noun} be {answer}, {do}. Should it be anything else, {leave}.",
    "Decide whether {noun} is {answer}. When that holds, {do}; when it doesn't, {leave}.",
    "{Do}, but only if {noun} is {answer}. If it is any other shape, {leave}.",
    "Study the outline and settle {find}: in case it is {answer}, {do}, and for every other outline, {leave}.",
    "This edit depends on {noun}. If that is {answer}, {do}; if it is something else, {leave}.",
    "Is {noun} {answer}? If so, {do}. If not, {leave}.",
    "I would like you to {do}, on the condition that {noun} is {answer}. Otherwise {leave}.",
    "Verify that {noun} really is {answer}. If the check succeeds, {do}; if it fails, {leave}.",
)
SYN = (
    "Work out {find}, then add {a_thing} that shares this shape to the scene.",
    "Add {a_thing} whose outline has the same shape as the answer to this: {quoted}",
    "Place {a_thing} in an empty spot; its shape has to match {noun}.",
    "First find out {find}. Then put {a_thing} of the same shape into the {picture}.",
    "Let {a_thing} appear somewhere free in the {picture}, shaped to agree with {noun}.",
    "Determine {find} and give exactly this shape to {a_thing} that you add to the scene.",
    "{Quoted} Answer this for yourself, and then draw {a_thing} of the shape you arrive at.",
    "Introduce {a_thing} that wasn't there before. Its shape should equal {noun}.",
    "Take {noun} as your model: add {a_thing} of precisely that shape where there is room for it.",
    "Look at the {picture}, settle {find}, and complete the scene with {a_thing} of the same shape.",
    "The scene needs {a_thing}. Choose its shape so that it agrees with {noun}.",
    "Insert {a_thing} into the {picture}, its shape matching {noun}.",
)
PROMPT = {
    "yes": "Write an instruction with a hidden test: name the thing the question asks about, test whether "
    "its shape equals the "
    "reference answer, say which change to make if it does, and that nothing changes if it doesn't. Only in "
    "this test may the answer stand.",
    "syn": "Write an instruction that adds a new object of another class than anything asked about, with "
    "the very shape the question "
    "asks for. The editor must work out that shape; never write it.",
}
