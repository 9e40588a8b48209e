"""Wordings for text that must be read in the picture: it is written anew on a surface that replaces the scene."""

MEDIUM = (
    "Read the {picture} to find {find}. Then replace the whole scene with {surface} that shows just this "
    "text in {style}.",
    "Set the scene aside and show {surface} instead. On it, in {style}, write {answer_to} {quoted}",
    "Work out {find} from the text you can see, and write it in {style} on {surface} that fills the {picture}.",
    "{Quoted} Write the text you find, and nothing else, in {style} on {surface} that takes the place of "
    "the {picture}.",
    "Create {surface} from scratch. Copy onto it, in {style}, the text that {answers} {quoted}",
    "Find the passage that tells {find}, and present it by itself on {surface}, lettered in {style}.",
    "Remove everything except the piece of text asked for in {quoted} Show it on {surface}, in {style}.",
    "Transcribe with care: {quoted} Let {surface} take over the entire {picture} and carry the "
    "transcription in {style}.",
    "Exchange the scene for {surface}. The only writing on it, in {style}, is the text that {answers} {quoted}",
    "Look for the lettering that reveals {find}. Reproduce it in {style} on {surface} that fills the frame.",
    "Make a new {picture} of {surface} and use {style} to write down what you read when asked {quoted}",
    "Turn this {picture} into {surface} on which a single piece of text stands in {style}: the reply to {quoted}",
)
PROMPT = {
    "medium": "Write an instruction that throws the scene away and renders the text the question asks for "
    "on a new medium (whiteboard, "
    "parchment, neon, screen, ...) in a font style of your choice. Keep any coordinates the question gives; "
    "never write the text itself.",
}
