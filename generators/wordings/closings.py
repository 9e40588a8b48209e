"""Short aesthetic directives that end an instruction, by what the edit does.

They ask only for what every right edit shows, and name no number, color, shape or side, so that they hold no answer.
Free spots are asked for only where the source says what stands where, and of a change only what it leaves alone.
"""

ADDED = (
    "Keep everything that was there before exactly as it was.",
    "Give it crisp edges and a size that is easy to notice.",
    "It should look placed there on purpose, not scattered at random.",
    "Mind the balance of the whole composition.",
    "Keep it clearly recognizable at a glance.",
    "Draw it cleanly, without smudges or ragged outlines.",
    "Use a flat, tidy illustration style with well-defined contours.",
    "Let the addition stand out clearly from what lies behind it.",
    "The rest of the scene must stay untouched.",
    "Aim for a neat and uncluttered result.",
    "Make sure the addition is fully visible and not cut off at the border.",
    "Keep the original sharpness of everything else.",
)
ADDED_FREE = ("Choose a free spot, so that nothing important gets covered.", "Do not cover any object with it.")
ADDED_MANY = (
    "Keep everything that was there before exactly as it was.",
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
ADDED_MANY_FREE = ("Choose free spots, so that nothing important gets covered.", "Do not cover any object with them.")
WRITTEN = (
    "Every word must be easy to read.",
    "Keep the lines evenly spaced.",
    "Keep the whole text inside the picture.",
    "The lettering should stand out clearly against its background.",
    "Let the surface look real, and keep the writing sharp.",
    "Aim for a clean composition with the text as the center of attention.",
    "Make the text large enough to read without effort.",
    "Keep the spelling exact and the strokes crisp.",
    "Nothing else should compete with the writing.",
    "The letters must not run into each other.",
    "Use strong contrast between the letters and what they are written on.",
    "Finish it with tidy, even lettering.",
    "No letter may be cut off or blurred.",
)
SIGNED = (
    "Every letter must be easy to read.",
    "Keep the rest of the scene exactly as it was.",
    "The lettering should stand out clearly from what it is written on.",
    "Give it a size that suits the scene and stays legible.",
    "Keep the spelling exact and the strokes crisp.",
    "Leave a little margin around the writing.",
    "It should look like a deliberate part of the composition.",
    "Use strong contrast, so that it reads at a glance.",
    "Keep the edges clean and the text sharp.",
    "Everything else must stay untouched.",
)
SIGNED_FREE = ("Place it where it covers nothing important.", "Do not let it hide any person or object that matters.")
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
RECOLORED = (
    "Everything outside that area must stay untouched.",
    "Keep its shading and its outline as they are.",
    "The surroundings keep their original light and sharpness.",
    "Keep the overall composition as it was.",
    "Leave its form and its details recognizable.",
    "No trace of the change should show anywhere else.",
    "Preserve every other detail of the scene.",
    "The rest of the scene should look as if nobody had touched it.",
)
"""For a thing that keeps its form and its light and takes on another color."""
PICTURE = (
    "Aim for a crisp result without artifacts.",
    "Keep the edit neat and clean.",
    "Do not blur anything.",
    "Keep everything else in the picture as sharp as it was.",
)
"""For every change of the whole picture. They close the sentence about the change where a condition stands; a picture
left as it is satisfies them too."""
_TONE = (
    "Keep every outline where it was.",
    "Nothing may be added to the scene, and nothing may vanish from it.",
    "All objects must keep their form and their place.",
    "Do not move or reshape anything.",
)
_FLIP = (
    "Keep the colors and the light as they were.",
    "The picture keeps its size.",
    "Do not stretch anything.",
    "Nothing may be added to the scene, and nothing may vanish from it.",
)
_MARK = (
    "The rest of the picture must stay untouched.",
    "Apart from that, keep every detail of the scene.",
    "Do not crop or distort anything.",
    "Preserve all fine textures of the original.",
    "Keep the colors of the scene as they were.",
)
BY_EFFECT = {
    **dict.fromkeys(
        ("grayscale", "sepia", "tint"), (*_TONE, "Apply the change evenly, and keep light and dark apart.")
    ),
    **dict.fromkeys(("negative", "vignette"), _TONE),
    **dict.fromkeys(("mirror", "upside_down"), _FLIP),
    "frame": (
        "Everything inside the border stays as it was.",
        "Do not shift or shrink the scene.",
        "Keep its edges straight.",
    ),
    **dict.fromkeys(("star_mark", "heart_mark", "check_mark", "arrow_mark"), _MARK),
}
"""What each change of the whole picture leaves as it is."""
