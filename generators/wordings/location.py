"""Wordings for questions about a place: find the region and turn what is there into something else."""

REGION = (
    "Find out {find} and turn what you find there into {effect}.",
    "Locate {answer_to} {quoted} and turn exactly that area into {effect}.",
    "{Quoted} Find that spot in the {picture} and turn it into {effect}.",
    "Search the {picture} to see {find}. Transform just that area into {effect}.",
    "Work out {find}; then replace what is visible there with {effect}.",
    "Turn a single area of the {picture} into {effect}: the very area that {answers} {quoted}",
    "Identify {find}, and let {effect} take over exactly that spot.",
    "Let your eyes answer {quoted} Then change the area you found into {effect}.",
    "Establish {find}. That area, and only that area, becomes {effect}.",
    "Somewhere in this {picture} lies {answer_to} {quoted} Turn that place into {effect}.",
    "Have a look to settle {find}, and put {effect} in its stead.",
    "Your target is the area you would point at when asked {quoted} Make it {effect}.",
)
PROMPT = {
    "region": "Write an instruction that makes the editor find the region the question asks about and "
    "transform what is there into "
    "something else, clearly visible. Never mention coordinates, directions or the place itself.",
}
