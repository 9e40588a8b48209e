import time

import pytest
from dump_files import article
from hypothesis import given
from hypothesis import strategies as st

from synthloom.catalog.sources.wiki.site import Site
from synthloom.schemas.wiki import Link


def shown(text: str) -> str:
    return article(text).text


def test_a_link_stands_on_the_words_shown_with_its_trail():
    found = article("Two [[bus]]es to [[Ulm#Old town|the town]] and [[New_York]].")
    assert found.text == "Two buses to the town and New York."
    assert [(link.target, found.text[link.start : link.end]) for link in found.links] == [
        ("bus", "buses"), ("Ulm", "the town"), ("New York", "New York"),
    ]  # fmt: skip


def test_links_elsewhere_are_text_only():
    found = article(
        "A [[wikt:word|word]] of [[:Category:X|X]], [[#Here|here]], [[s:Poem]], [[fr:Ulm]] and [[Star Wars: A|A]]."
    )
    assert found.text == "A word of X, here, s:Poem, and A."
    assert [link.target for link in found.links] == ["Star Wars: A"]


def test_spaces_in_a_label_stay_outside_the_link():
    found = article("See[[Ulm| the town ]]now.")
    assert (found.text, found.links) == ("See the town now.", (Link("Ulm", 4, 16),))


def test_markup_comments_and_references_go():
    assert shown("'''Ulm'''<ref name=a>x [[y]]</ref> is<!-- no --> ''old''<ref name=\"a\" />.") == "Ulm is old."
    assert shown("H<sub>2</sub>O on 5&nbsp;km<sup>2</sup>, <math>E=mc^2</math>.") == "H2O on 5 km², E=mc^2."


def test_of_a_choice_between_scripts_the_first_is_shown():
    assert shown("联-{}-邦-{zh-cn:软件; zh-tw:軟體}--{T|zh:题}--{A|議}-。") == "联邦软件議。"


def test_pronunciations_leave_no_brackets():
    assert shown("Ulm ({{IPA-de|ʊlm}}) is old.") == "Ulm is old."
    assert shown("Ulm (pronounced {{IPAc-en|u}}; born 1900) is old.") == "Ulm (born 1900) is old."
    assert shown("Ulm ({{IPA|u}}, {{respell|u}}) is {{age|1900}} old.") == "Ulm is old."


def test_what_depends_on_the_day_goes_with_its_bracket():
    assert shown("Landed in 1969 ({{time ago|1969}} ago), at noon.") == "Landed in 1969, at noon."


def test_a_sentence_that_misses_words_is_left_out_with_its_link_kept():
    found = article("It is old. It has {{population of|Ulm}} people in [[Germany]]. It lies{{cite x}} on a river.")
    assert found.text == "It is old. It lies on a river."
    assert found.links == (Link("Germany", -1, -1),)


def test_headings_without_text_and_sections_of_sources_go():
    cited = "* [[Cited]] works were used here for the text."
    text = f"A.\n== History ==\n=== Early ===\nB.\n== Gallery ==\n== References ==\n{cited}\n== End ==\nC."
    assert shown(text) == "A.\n\n== History ==\n\n=== Early ===\n\nB.\n\n== End ==\n\nC."


def test_lists_stay_where_they_are_sentences_and_links_of_the_rest_have_no_place():
    found = article(
        "* The town lies on the [[Danube]] river.\n* [[Rome]]\n{|\n| [[Bern]] || x\n|}\nEnd of [[Rome|it]]."
    )
    assert found.text == "The town lies on the Danube river.\n\nEnd of it."
    assert [link.target for link in found.links if link.start < 0] == ["Bern"]


def test_lines_of_a_paragraph_are_joined():
    assert shown("It is\nold.\n\n\nAnd  new .") == "It is old.\n\nAnd new."


def test_pictures_categories_and_marks_are_taken():
    found = article(
        "{{short description|A town}}[[File:a_b.png|thumb|With [[Caption]] [http://x y]]]{{disambiguation}}\n"
        "Text.<gallery>\nFile:c.jpg|x\n</gallery>{{Infobox x|image=D.svg|name=n}}\n[[Category:Towns|key]]"
    )
    assert found.files == ("D.svg", "C.jpg", "A b.png")
    assert (found.short_description, found.categories, found.disambiguation) == ("A town", ("Towns",), True)
    assert [link.target for link in found.links] == ["Caption"]
    assert found.text == "Text."


def test_rows_of_an_infobox_are_clean_and_their_links_in_place():
    found = article(
        "{{Infobox town|name=Ulm|founded={{start date|850}}|rivers=[[Danube]]<br/>{{nowrap|[[Blau]]}}|empty=}}Text."
    )
    rivers = found.fields[2]
    assert (found.infobox, [field.key for field in found.fields]) == ("Infobox town", ["name", "founded", "rivers"])
    assert rivers.value == "Danube\nBlau"
    assert [rivers.value[link.start : link.end] for link in rivers.links] == ["Danube", "Blau"]


def test_rows_of_an_infobox_inside_the_infobox_follow():
    found = article("{{Infobox a|x=1|module={{Infobox b|embed=yes|y=2}}}}")
    assert [(field.key, field.value) for field in found.fields] == [("x", "1"), ("y", "2")]


@pytest.mark.parametrize(
    "name", ["Ficha de país", "Taxobox", "Miejscowość infobox", "صندوق معلومات بلد", "Infoskreine", "基礎情報 国"]
)
def test_infoboxes_of_other_languages_are_known(name):
    assert article(f"{{{{{name}|a=1}}}}Text.").infobox == name


def test_an_unknown_template_with_rows_at_the_top_is_taken_for_one():
    assert article("{{Stadt\n|a=1\n|b=2\n|c=3\n|d=4\n}}Text.").infobox == "Stadt"
    assert article("Text.\n{{Stadt\n|a=1\n|b=2\n|c=3\n|d=4\n}}").infobox == ""
    assert article("{{Navbox\n|a=1\n|b=2\n|c=3\n|d=4\n}}Text.").infobox == ""


def test_a_table_of_rows_at_the_top_is_taken_for_an_infobox():
    rows = "\n|-\n| Capital || [[Madrid]]\n|-\n| King || Felipe\n|-\n| '''Area''' || 5 km\n|-\n! People\n| 46"
    found = article("{| align=right\n|+ Spain" + rows + "\n|}\nSpain is old.")
    assert [(field.key, field.value) for field in found.fields] == [
        ("Capital", "Madrid"), ("King", "Felipe"), ("Area", "5 km"), ("People", "46"),
    ]  # fmt: skip


def test_words_of_the_wikis_own_language_are_known():
    site = Site("de", "", (("datei", 6), ("kategorie", 14), ("vorlage", 10)))
    found = article("[[Datei:X.png|mini]]Text.[[Kategorie:Y]][[en:Z]]", site=site)
    assert (found.text, found.files, found.categories, found.links) == ("Text.", ("X.png",), ("Y",), ())


@pytest.mark.parametrize(
    "text",
    [
        "{{a|" * 1000 + "x" + "}}" * 1000,
        "{{nowrap|" * 1000 + "x" * 100_000 + "}}" * 1000,
        "{{" * 300_000,
        "[[File:" * 100_000,
        "[[File:a [[b]]" * 50_000,
        "<ref>" * 200_000,
        "<ref name=" * 100_000,
        "<!--" * 200_000,
        "\n{|" * 200_000,
        "[[a|" * 200_000,
        "<math>" * 100_000,
        "{{x|" + "a|" * 300_000 + "}}",
        "{{infobox" + "|a=[[b" * 50_000 + "}}",
        "''" * 300_000,
        "(" * 300_000,
        " " * 500_000 + ".",
        "\n=" * 200_000,
        "[http://" * 100_000,
        "&" * 300_000,
        "<gallery>" * 100_000,
        "{{coord|" + "1|" * 100_000 + "}}",
        "<nowiki>" * 100_000,
        "{{#expr:" + "1" * 300_000 + "}}",
        "{{" * 20_000 + "}}" * 20_000,
        "{{IPA}}" * 50_000,
        "<" * 300_000,
        "__" * 200_000,
        "[//" * 100_000,
        "{{lang|a|" * 300 + "}}{{nowrap|y}}" * 20_000,
    ],
)
def test_hostile_text_takes_linear_time(text):
    started = time.monotonic()
    article(text)
    assert time.monotonic() - started < 5


@given(
    st.lists(st.sampled_from([*"ab |[]{}<>='*#:\n&;!/-.()", "[[", "]]", "{{", "}}", "<ref>", "{|", "\n|}", "File:"]))
)
def test_any_text_is_read_with_links_in_place(pieces):
    found = article("".join(pieces))
    assert all(link.start == -1 or 0 <= link.start <= link.end <= len(found.text) for link in found.links)
