import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from synthloom.catalog.drawing.lettering import STYLES, can_write, fit_text

WORDS = st.text(alphabet="abcdefgijkMWQÅßé0123456789+=?,.’", min_size=1, max_size=24)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(WORDS, min_size=1, max_size=30),
    st.sampled_from(sorted(STYLES)),
    st.integers(20, 400),
    st.integers(14, 300),
    st.sampled_from([" ", "\n"]),
)
def test_fitted_text_never_leaves_its_box(words, style, width, height, gap):
    lettering = fit_text(gap.join(words), width, height, style, largest=90)
    if lettering is None:
        return
    image = Image.new("L", (width + 80, height + 80))
    lettering.draw(image, (40, 40), 255)
    left, top, right, bottom = image.getbbox()
    assert left >= 40
    assert top >= 40
    assert right <= 40 + lettering.width <= 40 + width
    assert bottom <= 40 + lettering.height <= 40 + height
    assert "".join("".join(lettering.lines).split()) == "".join(words)


def test_line_breaks_are_kept_and_a_sum_stays_on_its_line():
    lettering = fit_text("12 + 7 = 19\n19 + 1 = 20\n\nDone", 300, 400, "sans", largest=120)
    assert lettering.lines == ("12 + 7 = 19", "19 + 1 = 20", "", "Done")


def test_text_that_cannot_be_legible_does_not_fit():
    assert fit_text("far too long for this", 40, 20, "serif", largest=40) is None


def test_a_wider_box_gives_larger_letters():
    narrow, wide = (fit_text("The quick brown fox", width, 300, "bold", largest=200) for width in (120, 480))
    assert wide.size > narrow.size


@pytest.mark.parametrize("style", STYLES)
def test_every_style_writes_western_text_and_knows_what_it_lacks(style):
    assert can_write("Straße, déjà vu: 3 × 4 − 2 ÷ 1 = $5 — “yes”", style)
    assert not can_write("漢字", style)
    assert fit_text("漢字", 300, 300, style, largest=50) is None
