r"""`unify_agent`: JSON calls, replies in `<observation>`; it ends in a `<recaption>`, a prompt for an image generator.

    <think>\nimage_1 shows the mask\n</think>\n<recaption>\nA wooden mask from image_1, lit from the left\n</recaption>

Pictures are called `image_1`, `image_2`, as its third stage does.
"""

from synthloom.catalog.dialects.json_calls import JsonCalls

UNIFY_AGENT = JsonCalls("observation", "recaption").dialect("unify_agent", ("Unify-Agent",), "image_{n}")
