"""Wordings for problems: the whole problem stays, and its working and final answer are written on a surface."""

MEDIUM = (
    "Solve this problem: {quoted} Replace the {picture} with {surface} that shows the full working and the "
    "final answer in {style}.",
    "{Quoted} Work it out step by step, and write every step and the result in {style} on {surface} that "
    "takes the place of the {picture}.",
    "Set the scene aside and show {surface} instead. On it, in {style}, stands the complete solution to {quoted}",
    "Create {surface} on which the following is solved in {style}, from the working to the final answer: {quoted}",
    "Turn this {picture} into {surface}. Write the calculation and its result for {quoted} Use {style}.",
    "Here is a task about the {picture}: {quoted} Present the solution, all steps included, on {surface} in {style}.",
    "Make {surface} that fills the frame, and answer there in {style}, showing how you got to the result: {quoted}",
    "Exchange the scene for {surface}. Use {style} to write out how to solve {quoted} End with the final answer.",
    "Reason through {quoted} Then let {surface} take over the entire {picture}, with the working and the "
    "result in {style}.",
    "Show a worked solution in {style} on {surface} in place of the {picture}. The problem is this: {quoted}",
    "Act as a patient tutor: on {surface}, in {style}, write down each step that leads to the answer to {quoted}",
    "Replace everything visible with {surface}. It should carry, in {style}, the working for this problem "
    "and what it comes to: {quoted}",
)
PROMPT = {
    "medium": "Keep the whole problem in the instruction and ask for its full working and final answer to "
    "be written on a medium "
    "(whiteboard, notebook, chalkboard, ...). Never write the answer or any intermediate result.",
}
