import pytest

from synthloom.catalog.drawing.things import COLORS, THINGS, draw_thing, find_thing


@pytest.mark.parametrize("name", THINGS)
def test_every_thing_fills_its_square_and_is_clear_around_it(name):
    picture = draw_thing(name, 80)
    left, top, right, bottom = picture.getchannel("A").getbbox()
    assert picture.mode == "RGBA"
    assert picture.size == (80, 80)
    assert max(right - left, bottom - top) >= 76
    assert min(right - left, bottom - top) >= 20
    low, high = picture.getchannel("A").getextrema()
    assert low < 16
    assert high == 255


@pytest.mark.parametrize("name", [name for name, thing in THINGS.items() if thing.recolors])
def test_a_thing_takes_the_color_it_is_given(name):
    blue, red = draw_thing(name, 64, "blue"), draw_thing(name, 64, "red")
    assert blue.getchannel("A").tobytes() == red.getchannel("A").tobytes()
    reds = [sum(r - b for r, g, b, a in picture.get_flattened_data() if a > 200) for picture in (red, blue)]
    assert reds[0] > reds[1]


def test_the_main_color_covers_much_of_a_ball():
    near = sum(
        1 for r, g, b, a in draw_thing("circle", 64, "green").get_flattened_data() if a > 200 and g > r and g > b
    )
    assert near > 2000


def test_a_thing_that_keeps_its_color_ignores_another():
    assert draw_thing("banana", 64, "blue").tobytes() == draw_thing("banana", 64).tobytes()


def test_a_drawn_thing_is_the_callers_own_copy():
    draw_thing("star", 64).paste((0, 0, 0, 255), (0, 0, 64, 64))
    assert draw_thing("star", 64).getpixel((0, 0))[3] == 0


def test_natural_colors_are_known():
    assert {thing.color for thing in THINGS.values()} - {""} <= set(COLORS)


@pytest.mark.parametrize("name", THINGS)
def test_a_thing_is_found_by_its_own_names(name):
    thing = THINGS[name]
    assert find_thing(name) is thing
    assert find_thing(f"Two red {thing.plural.upper()}.") is thing
    assert find_thing(f"the {name} next to the window") is thing


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("a slice of pizza", "pizza"), ("two glasses of water", "glass"), ("reading glasses", "glasses"),
        ("the tree behind the house", "tree"), ("cups of tea", "cup"),
        ("an old bicycle", "bicycle"), ("Doughnuts", "donut"), ("hot air balloon", "hot air balloon"),
    ],
)  # fmt: skip
def test_the_head_noun_decides(phrase, name):
    assert find_thing(phrase).name == name


@pytest.mark.parametrize("phrase", ["apple pie", "clock tower", "the back of the house", "", "happiness", "star wars"])
def test_what_cannot_be_drawn_is_not_found(phrase):
    assert find_thing(phrase) is None
