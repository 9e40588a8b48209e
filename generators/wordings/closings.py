"""Short aesthetic directives that end an instruction, by what the edit does.

They ask only for what every right edit shows, and name no number, color, shape or side, so that they hold no answer.
"""

ADDED = (
    "Keep everything that was there before exactly as it was.",
    "Choose a free spot, so that nothing important gets covered.",
    "Give it crisp edges and a size that is easy to notice.",
    "It should look placed there on purpose, not scattered at random.",
    "Mind the balance of the whole composition.",
    "Keep it clearly recognizable at a glance.",
    "Draw it cleanly, without smudges or ragged outlines.",
    "Use a flat, tidy illustration style with well-defined contours.",
    "Let the addition stand out clearly from what lies behind it.",
    "The rest of the scene must stay untouched.",
    "Leave enough breathing space around the addition.",
    "Aim for a neat and uncluttered result.",
    "Make sure the addition is fully visible and not cut off at the border.",
    "Keep the original sharpness of everything else.",
)
ADDED_MANY = (
    "Keep everything that was there before exactly as it was.",
    "Choose free spots, so that nothing important gets covered.",
    "Give them crisp edges and a size that is easy to notice.",
    "Arrange them so that the composition stays balanced.",
    "Space them out, so that they can be told apart at a glance.",
    "They must not touch or overlap each other.",
    "Draw them cleanly, without smudges or ragged outlines.",
    "Use a flat, tidy illustration style with well-defined contours.",
    "Let them stand out clearly from what lies behind them.",
    "The rest of the scene must stay untouched.",
    "Aim for a neat and uncluttered result.",
    "Every new object must be fully visible and not cut off at the border.",
    "Keep the original sharpness of everything else.",
)
WRITTEN = (
    "Every word must be easy to read.",
    "Leave generous margins around the text.",
    "Keep the lines evenly spaced and the layout calm.",
    "The lettering should stand out clearly against its background.",
    "Let the surface look real, and keep the writing sharp.",
    "Aim for a clean composition with the text as the center of attention.",
    "Make the text large enough to read from a distance.",
    "Keep the spelling exact and the strokes crisp.",
    "Nothing else should compete with the writing.",
    "Spread the text comfortably over the surface, without crowding.",
    "Use strong contrast between the letters and what they are written on.",
    "Finish it with a tidy, well-proportioned layout.",
    "No letter may be cut off or blurred.",
)
SIGNED = (
    "Every letter must be easy to read.",
    "Keep the rest of the scene exactly as it was.",
    "Place it where it covers nothing important.",
    "The lettering should stand out clearly from what it is written on.",
    "Give it a size that suits the scene and stays legible.",
    "Keep the spelling exact and the strokes crisp.",
    "Leave a little margin around the writing.",
    "It should look like a deliberate part of the composition.",
    "Do not let it hide any person or object that matters.",
    "Use strong contrast, so that it reads at a glance.",
    "Keep the edges clean and the text sharp.",
    "Everything else must stay untouched.",
)
REGION = (
    "Everything outside that area must stay untouched.",
    "Keep the borders of the changed area clean.",
    "The surroundings keep their original light and sharpness.",
    "Let the change cover the whole area, with no gaps.",
    "Make the change look deliberate and complete.",
    "Keep the overall composition as it was.",
    "Aim for a crisp, well-defined result.",
    "No trace of the change should show anywhere else.",
    "Preserve every other detail of the scene.",
    "Keep the change limited to that area, with a clear outline.",
    "Leave the light and the details around it as they are.",
    "The rest of the scene should look as if nobody had touched it.",
)
PICTURE = (
    "Apart from that, keep every detail of the scene.",
    "Apply the change evenly and cleanly.",
    "Keep the original sharpness throughout.",
    "The scene itself must stay fully recognizable.",
    "Aim for a crisp result without artifacts.",
    "Do not crop or distort anything.",
    "Keep the edit neat and deliberate.",
    "Nothing else may be added or removed.",
    "Preserve all fine textures of the original.",
    "Keep all edges clean.",
    "The final composition should feel calm and intentional.",
    "Take care that no other detail is lost.",
)
"""For a conditional edit these close the sentence about the change; an unchanged picture satisfies them too."""
