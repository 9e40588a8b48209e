"""Values as their relation has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.corpus.facts_fitting import fitting
from synthloom.schemas.relations import RELATIONS


@pytest.mark.parametrize(
    ("value", "relation", "expected"),
    [
        ("Russian de facto", "official_language", "Russian"),
        ("Serbian of the Ijekavian dialect", "official_language", "Serbian"),
        ("French is the language of business", "official_language", ""),
        ("Tamazight also spoken", "official_language", ""),
        ("New Zealand Sign Language", "official_language", "New Zealand Sign Language"),
        ("De jure", "spoken_in", ""),
        ("United Nations", "spoken_in", ""),
        ("Yemen by a majority", "spoken_in", "Yemen"),
        ("Venezuela.", "spoken_in", "Venezuela"),
        ("Multiple unofficial anthems", "anthem", ""),
        ("Gave rise to Aristotelianism", "movement", ""),
        ("Jordan Abu Musab al-Zarqawi", "commander", "Abu Musab al-Zarqawi"),
        ("Winston Churchill", "commander", "Winston Churchill"),
        ("German Empress", "child", ""),
        ("Linnaeus, 1758", "binomial_authority", "Linnaeus"),
        ("L.", "binomial_authority", ""),
        ("What Have I Done to Deserve This", "follows", "What Have I Done to Deserve This"),
        ("Genius + Soul = Jazz", "followed_by", "Genius + Soul = Jazz"),
        ("No official capital", "capital", ""),
        ("Administrative: Mbabane", "capital", "Mbabane"),
    ],
)
def test_remarks_headings_and_flags_are_cut_off_or_refused(value: str, relation: str, expected: str) -> None:
    assert fitting(value, relation) == expected


@given(st.text(max_size=60), st.sampled_from(sorted(RELATIONS)))
def test_what_is_kept_are_words_of_the_value(value: str, relation: str) -> None:
    assert fitting(value, relation) in value
