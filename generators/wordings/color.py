"""Wordings for questions about a color: test the color and act (yes), or carry it over to a new thing (syn)."""

YES = (
    "Look closely and work out {find}. If it is {answer}, {do}; otherwise {leave}.",
    "Check {noun}. If it turns out to be {answer}, {do}. If not, {leave}.",
    "Determine {find}. Only if the result is {answer}, {do}; in any other case {leave}.",
    "Provided that {noun} is {answer}, {do}. Otherwise, {leave}.",
    "Should {noun} be {answer}, {do}. Should it be anything else, {leave}.",
    "Decide whether {noun} is {answer}. When that holds, {do}; when it doesn't, {leave}.",
    "{Do}, but only if {noun} is {answer}. If it is any other color, {leave}.",
    "Consider {noun}: in case it is {answer}, {do}, and for every other color, {leave}.",
    "This edit depends on {noun}. If that is {answer}, {do}; if it is something else, {leave}.",
    "Is {noun} {answer}? If so, {do}. If not, {leave}.",
    "I would like you to {do}, on the condition that {noun} is {answer}. Otherwise {leave}.",
    "Verify that {noun} really is {answer}. If the check succeeds, {do}; if it fails, {leave}.",
)
SYN = (
    "Work out {find}, then add {a_thing} of exactly that color to the scene.",
    "Place {a_thing} in an empty spot and give it the same color as the answer to this: {quoted}",
    "Add {a_thing} whose color matches {noun}.",
    "First find out {find}. Then put {a_thing} into the {picture}, painted in the color you found.",
    "Let {a_thing} appear somewhere free in the {picture}; its color has to equal {noun}.",
    "Determine {find} and use that color for {a_thing} that you add to the scene.",
    "{Quoted} Answer this for yourself, and then draw {a_thing} in the color you arrive at.",
    "Introduce {a_thing} that wasn't there before. Its color should be {noun}.",
    "Take {noun} as your paint: add {a_thing} in precisely that color where there is room for it.",
    "Look at the {picture}, settle {find}, and complete the scene with {a_thing} colored the same way.",
    "The scene needs {a_thing}. Choose its color so that it agrees with {noun}.",
    "Insert {a_thing} into the {picture}, colored to match {noun}.",
)
PROMPT = {
    "yes": "Write an instruction with a hidden test: name the thing the question asks about, test whether "
    "its color equals the "
    "reference answer, say which change to make if it does, and that nothing changes if it doesn't. Only in "
    "this test may the answer stand.",
    "syn": "Write an instruction that adds a new object of another class than anything asked about, in the "
    "very color the question "
    "asks for. The editor must work out that color; never write it.",
}
