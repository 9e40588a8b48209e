"""The sample wiki: real facts, links that hold, maps that can be told apart."""

import io

import numpy as np
import pytest
from PIL import Image

from synthloom.catalog.sources.wiki.sample import SampleReader


@pytest.fixture(scope="module")
def pages():
    return {page.title: page for part in SampleReader().parts() for page in part.pages()}


def test_every_link_stands_on_the_words_of_a_page_that_exists(pages):
    for page in pages.values():
        for link in page.links:
            assert page.text[link.start : link.end] == link.target
            assert link.target in pages
        for field in page.fields:
            assert all(field.value[link.start : link.end] == link.target for link in field.links)


def test_neighbours_are_neighbours_of_each_other(pages):
    borders = {
        page.title: {link.target for field in page.fields if field.key == "Borders" for link in field.links}
        for page in pages.values()
    }
    assert borders["Lesotho"] == {"South Africa"}
    assert all(title in borders[neighbour] for title, near in borders.items() for neighbour in near)


def test_a_country_is_the_orange_one_in_the_middle_of_its_map():
    data = SampleReader().image("Lesotho.png")
    pixels = np.asarray(Image.open(io.BytesIO(data)))
    orange = (pixels == (232, 119, 34)).all(axis=2)
    assert pixels.shape == (640, 640, 3)
    assert orange[320, 320]
    assert 0.001 < orange.mean() < 0.3


def test_there_is_no_map_of_what_has_none():
    assert SampleReader().image("Atlantis.png") is None


def test_it_reads_the_same_every_time():
    assert SampleReader().state == SampleReader().state
