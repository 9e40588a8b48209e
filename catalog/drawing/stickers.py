"""Stickers: drawn parts made fit to lie on a picture, and laid on it.

paste(photo, [(with_shadow(draw_thing("balloon", 80)), (30, 40))]) → the photo with a balloon, ((32, 42, 118, 128),)
"""

from collections.abc import Sequence

from PIL import Image, ImageFilter

Box = tuple[int, int, int, int]


def with_rim(drawn: Image.Image, level: int) -> Image.Image:
    """A thin light or dark line around a part that would vanish before its background; the part grows by it."""
    rim = max(drawn.width // 40, 1)
    part = Image.new("RGBA", (drawn.width + 2 * rim, drawn.height + 2 * rim))
    part.paste(drawn, (rim, rim))
    edge = part.getchannel("A").filter(ImageFilter.MaxFilter(2 * rim + 1))
    rimmed = Image.merge("RGBA", [*(Image.new("L", part.size, level),) * 3, edge])
    return Image.alpha_composite(rimmed, part)


def with_shadow(drawn: Image.Image) -> Image.Image:
    """A soft shadow below and to the right, as all light here falls from the left top."""
    reach = max(min(drawn.size) // 16, 2)
    wide = (drawn.width + 2 * reach, drawn.height + 2 * reach)
    mask = Image.new("L", wide)
    mask.paste(drawn.getchannel("A").point(lambda alpha: alpha * 2 // 5), (reach, reach + reach // 2))
    mask = mask.filter(ImageFilter.BoxBlur(reach / 2))
    part = Image.merge("RGBA", [*(Image.new("L", wide, 12),) * 3, mask])
    part.alpha_composite(drawn, (reach // 2, reach // 2))
    return part


def paste(
    image: Image.Image, parts: Sequence[tuple[Image.Image, Sequence[int]]]
) -> tuple[Image.Image, tuple[Box, ...]]:
    """The picture with parts laid on it, and the tight box of each."""
    edited, boxes = image.copy(), list[Box]()
    for part, (x, y) in parts:
        ink = part.getbbox()
        assert ink
        tight = part.crop(ink)
        edited.paste(tight, (x + ink[0], y + ink[1]), tight)
        boxes.append((x + ink[0], y + ink[1], x + ink[2], y + ink[3]))
    return edited, tuple(boxes)
