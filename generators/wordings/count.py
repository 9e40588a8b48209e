"""Wordings for questions about a number: test the number and act (yes), or add as many things (syn).

The things to add always stand in the plural, and no wording holds a number word, so that nothing tells how many.
"""

YES = (
    "Count carefully: work out {find}. If the result is {answer}, {do}; otherwise {leave}.",
    "Check {noun}. If it comes to {answer}, {do}. If not, {leave}.",
    "Determine {find}. Only if you arrive at {answer}, {do}; for any other count, {leave}.",
    "Provided that {noun} is exactly {answer}, {do}. Otherwise, {leave}.",
    "Should {noun} be {answer}, {do}. Should it be more or fewer, {leave}.",
    "Decide whether {noun} equals {answer}. When that holds, {do}; when it doesn't, {leave}.",
    "{Do}, but only if {noun} is {answer}. With any other number, {leave}.",
    "Do the counting first and establish {find}. In case you get {answer}, {do}, and in every other case {leave}.",
    "This edit depends on {noun}. If that is {answer}, {do}; if it is any other number, {leave}.",
    "Is {noun} {answer}? If so, {do}. If not, {leave}.",
    "I would like you to {do}, on the condition that {noun} is {answer}. Otherwise {leave}.",
    "Verify by counting that {noun} really is {answer}. If the check succeeds, {do}; if it fails, {leave}.",
)
SYN = (
    "Work out {find}, then add exactly that many {things} to the scene.",
    "Count to settle {find}, and place just as many {things} in the free parts of the {picture}.",
    "Add {things} to the {picture}, so that their number equals {noun}.",
    "{Quoted} Count for yourself, and then draw the same number of {things} into the scene.",
    "Let {things} appear where there is room for them. There should be as many as this count demands: {noun}.",
    "First determine {find}. The scene should then get an equal number of new {things}.",
    "Put {things} into empty places, neither more nor fewer than {noun}.",
    "Take {noun} as your target, and add {things} until you reach it.",
    "How many {things} you add depends on a count: {noun}. Make the numbers agree.",
    "Look through the {picture} and find out {find}. Then add {things} to free spots, until there are "
    "equally many of them.",
    "The scene is missing some {things}. Add them in a quantity equal to {noun}.",
    "Insert new {things} into the {picture}. Their count must be the same as {noun}.",
)
PROMPT = {
    "yes": "Write an instruction with a hidden test: say what has to be counted, test whether the count "
    "equals the reference "
    "answer, say which change to make if it does, and that nothing changes if it doesn't. Only in this test "
    "may the answer stand.",
    "syn": "Write an instruction that adds new objects of another class than those counted, in the same "
    "number as the question asks "
    "for. The editor must do the counting; never write the number, neither as digit nor as word.",
}
