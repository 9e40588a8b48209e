import re

import pytest

from synthloom.generators.rolling.scripted_memory import Memory
from synthloom.generators.rolling.scripted_plan import Clue, Leg, plural
from synthloom.generators.rolling.scripted_queries import choosing_query, described_queries, leg_queries
from synthloom.generators.rolling.scripted_words import LONGEST, Speaker, fragment
from synthloom.generators.wordings import rollout_acting, rollout_opening, rollout_pictures, rollout_reading
from synthloom.generators.wordings.rollout_relations import asked_for, label, stepped, typed

FOUND = (
    'Results for "capital Maseru":\n\n1. Lesotho (wiki://small/Lesotho)\nLesotho is a landlocked country. …\n'
    "Capital: Maseru · Currency: loti\n\n2. Maseru (wiki://small/Maseru)\nMaseru is a city.\n\nLinks: Sesotho; Mohale"
)
CODE = Clue("calling_code", "+43", "whose international calling code is +43")


def leg(**changes):
    told = {"title": "Austria", "names": ("Austria",), "noun": "country", "relation": "borders", "clues": (CODE,)}
    return Leg(**(told | {"sentence": "", "stratum": "location", "before": "location"} | changes))


def test_a_leg_is_told_by_its_step_and_its_clues():
    told = "the country that borders Slovenia and whose international calling code is +43"
    assert leg().target("Slovenia") == told
    assert leg().looked_for("Slovenia") == "which countries border Slovenia"


def test_a_step_back_is_worded_from_its_own_end():
    back = leg(noun="philosopher", relation="^birth_country", stratum="person", clues=())
    assert back.target("England") == "the philosopher who was born in England"
    assert leg(relation="^official_language").into("French") == "whose official languages include French"


def test_clauses_do_not_repeat_what_they_share():
    born = Clue("birth_place", "Wrington", "who was born in Wrington")
    told = leg(noun="philosopher", relation="^birth_country", stratum="person", clues=(born,)).target("England")
    assert told == "the philosopher who was born in England and in Wrington"


def test_titles_of_works_keep_their_article_and_lands_get_one():
    assert leg(noun="album", stratum="artifact").called("The Great Ray Charles") == "The Great Ray Charles"
    assert leg().called("Philippines") == "the Philippines"


@pytest.mark.parametrize(
    ("noun", "many"), [("country", "countries"), ("statesman", "statesmen"), ("church", "churches")]
)
def test_nouns_have_a_plural(noun, many):
    assert plural(noun) == many


def test_queries_are_short_and_all_different():
    made = described_queries(leg(), "the country whose international calling code is +43")
    assert made[:2] == ["country whose international calling code is +43", "country calling code +43"]
    assert len(set(made)) == len(made)
    assert "countries bordering Slovenia" in leg_queries(leg(), "Slovenia")
    assert choosing_query(leg()) == "country calling code +43"


def test_the_memory_knows_pages_addresses_and_rows():
    memory = Memory("Which country …?")
    memory.take(FOUND)
    assert memory.addresses == {"Lesotho": "wiki://small/Lesotho", "Maseru": "wiki://small/Maseru"}
    assert [known.sentence for known in memory.evidence("Lesotho", ("Maseru",))] == ["Capital: Maseru"]
    assert memory.linked == {"Sesotho", "Mohale"}
    assert memory.seen("landlocked country")
    assert not memory.seen("Pretoria")


def test_links_and_headings_are_no_evidence():
    memory = Memory("")
    memory.take(FOUND)
    assert memory.evidence("", ("Sesotho",)) == []


def test_a_long_sentence_is_cut_around_what_matters():
    sentence = f"{'word ' * 60}and Austria to the north, {'word ' * 60}."
    said = fragment(sentence, "Austria")
    assert "Austria" in said
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert len(said) <= LONGEST + 4


def test_a_short_sentence_loses_its_stop_alone():
    assert fragment("Capital: Vienna.", "Vienna") == "Capital: Vienna"


def test_a_speaker_uses_all_of_a_table_before_it_repeats():
    from random import Random

    speaker = Speaker(Random(1))
    table = ("First: {name}.", "Second: {name}.", "Third: {name}.")
    assert {speaker.say(table, name="it") for _ in table} == {"First: it.", "Second: it.", "Third: it."}


@pytest.mark.parametrize(
    ("template", "name", "said"),
    [
        ("It holds. {name} stays.", "the Philippines", "It holds. The Philippines stays."),
        ("So it is {name}.", "Yes Indeed!", "So it is Yes Indeed!"),
        ("{name} is repaired. {name} will do.", "img_2", "img_2 is repaired. img_2 will do."),
    ],
)
def test_a_sentence_begins_with_a_capital_and_ends_with_one_stop(template, name, said):
    from random import Random

    assert Speaker(Random(1)).say((template,), name=name) == said


def test_clues_and_steps_are_typed_as_people_type_them():
    assert typed("death_date", "1625") == "died 1625"
    assert typed("lies_on", "the Black Sea") == "on the Black Sea"
    assert stepped("^influenced_by", "Plato", "philosopher", "philosophers") == "philosopher influenced by Plato"


def tables():
    for module in (rollout_opening, rollout_pictures, rollout_reading, rollout_acting):
        for name, table in vars(module).items():
            if name.isupper():
                rows = (
                    {f"{name}.{key}": rows for key, rows in table.items()} if isinstance(table, dict) else {name: table}
                )
                yield from rows.items()


@pytest.mark.parametrize(("name", "table"), list(tables()))
def test_every_sentence_is_one_and_no_table_says_gold(name, table):
    assert len(set(table)) == len(table), name
    for text in table:
        assert re.search(r"[.?!:]$", text.replace("”", "")), text
        assert not re.search(r"\b(?:gold|hops?|ground truth|expected answer|evidence path)\b", text), text
        assert text.count("“") == text.count("”"), text


def test_what_is_asked_is_a_phrase():
    assert asked_for("area", "Vienna") == "the total area of Vienna"
    assert asked_for("death_date", "Moshoeshoe I") == "when Moshoeshoe I died"
    assert label("other:pluots") == "pluots"
