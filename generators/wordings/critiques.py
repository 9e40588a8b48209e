"""Sentences of critiques by rules. `{step}` is a step with its call: `3 (visit Johannesburg)`.

VAIN["repeated"][0] → "Step {step} asks again what was asked before and gets the same result."
"""

ENDS = {
    "correct": (
        "The answer, {answer}, is right, and it took {calls} to get there.",
        "With {calls} the rollout comes to {answer}, which is right.",
        "{answer} is the right answer, found with {calls}.",
        "It answers {answer} after {calls}, and rightly so.",
        "{answer} is right; {calls} were made for it.",
        "The rollout is right with {answer}, at the price of {calls}.",
        "A right answer, {answer}, after {calls}.",
        "The rollout ends where it should, at {answer}, after {calls}.",
    ),
    "wrong": (
        "The answer given, {answer}, is wrong, after {calls}.",
        "It arrives at {answer} after {calls}, and that isn't what the question asks for.",
        "It ends with {answer}, and that is not the answer.",
        "After {calls} the rollout settles on a wrong answer, {answer}.",
    ),
    "no_answer": (
        "No answer is given after {calls}.",
        "The rollout stops after {calls} without an answer.",
        "Nothing came of {calls}: there is no answer.",
    ),
    "over_budget": (
        "The budget was spent before there was an answer, on {calls}.",
        "What the rollout could spend went on {calls}, and no answer was reached.",
    ),
    "fatal": (
        "The rollout breaks off after {calls}, without an answer.",
        "It never comes to an answer: after {calls} it had to be ended.",
    ),
    "unknown": (
        "The rollout answers {answer} after {calls}.",
        "After {calls} it says {answer}.",
        "What it says in the end, after {calls}, is {answer}.",
    ),
}
RELEVANT = (
    "Each query is put together from the question or from what was read before.",
    "Its calls stay with the question: hardly a word in them comes from nowhere.",
    "What it asks for always follows from the question or from an earlier page.",
    "The queries hold on to the question's own clues and to names found on the way.",
)
DIRECT = (
    "For a question of {hops} links that is about as short as it gets.",
    "With {hops} links to follow, hardly a call could be spared.",
    "The way is direct: {hops} links, and little beside them.",
    "It wastes no time on the {hops} links of the question.",
)
LONG = (
    "For {hops} links that is a long way round.",
    "A question of {hops} links could have been answered with fewer.",
    "It takes many more calls than the {hops} links ask for.",
    "The {hops} links could have been followed in a shorter way.",
)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
PROGRESS = (
    "No step leaves it where it was: each brings something new.",
    "Every call adds to what is known.",
    "One finding leads to the next without a detour.",
    "All observations bring new facts or pictures.",
)
SHOWN = (
    "The answer first shows at step {step}.",
    "The answer can be read in what step {step} returned.",
    "Its evidence is the observation of step {step}.",
    "What step {step} returned states the answer, so it isn't a guess.",
    "The answer rests on step {step}.",
)
RECOVERED = (
    "When step {step} failed or found nothing, it went on sensibly with another call.",
    "The failure at step {step} is met well: the next call works.",
    "It doesn't give up where step {step} brings nothing, and the next call succeeds.",
)
REPAIRED = (
    "The picture is mended first, at step {step}, as it has to be.",
    "It sees that the picture is spoilt and repairs it at step {step}.",
)
VAIN = {
    "repeated": (
        "Step {step} asks again what was asked before and gets the same result.",
        "Nothing is won by step {step}: the same call had been made already.",
        "Step {step} repeats an earlier call word for word or nearly so; its result could have been remembered.",
    ),
    "faulty": (
        "The call of step {step} is written wrongly, so that it fails.",
        "Step {step} fails by its own fault; its arguments should have been checked.",
        "A mistake in the call costs step {step}.",
    ),
    "empty": (
        "Step {step} finds nothing; other words were needed.",
        "The search of step {step} comes back empty.",
        "Nothing is found at step {step}: a shorter query would have had a better chance.",
    ),
    "strayed": (
        "Most words of the call at step {step} have no ground in what was known by then.",
        "Step {step} looks for something that neither the question nor a page had named.",
    ),
    "stalled": (
        "Step {step} brings nothing that wasn't known.",
        "After step {step} no more is known than before it.",
        "What step {step} returns had all been seen already.",
    ),
    "unused": (
        "Nothing of what step {step} returned is used afterwards.",
        "Step {step} could have been left out: what it returned plays no part later.",
        "What step {step} brought leads no further.",
        "The call of step {step} doesn't help; another one had to be made in its place.",
        "Step {step} is a detour, since nothing later rests on it.",
    ),
}
MANY = {
    "repeated": ("Steps {steps} all repeat earlier calls; the rollout goes in circles.",),
    "faulty": ("Steps {steps} all fail because their calls are written wrongly.",),
    "empty": ("Steps {steps} all find nothing; the way of asking should have been changed sooner.",),
    "strayed": ("Steps {steps} look for things that nothing had named.",),
    "stalled": ("Steps {steps} bring nothing new.",),
    "unused": ("Of what steps {steps} returned nothing is used; that is too much searching around.",),
}
UNSEEN = (
    "Step {step} speaks of {name}, which nothing had shown.",
    "At step {step} the source of {name} can't be seen.",
    "No source is given at step {step} for {name}.",
)
NOT_SEEN = (
    "The answer {answer} stands in no observation; it is remembered, worked out or guessed.",
    "Nothing that was read says {answer}.",
)
FATAL = (
    "From step {step} on three calls fail in a row, and that ends it.",
    "Three failures in a row, beginning with step {step}, are its end.",
)
