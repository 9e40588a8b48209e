import pytest
from dump_files import article


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{birth date|1879|3|14}}", "March 14, 1879"),
        ("{{Birth date and age|df=yes|1954|7|17}}", "17 July 1954"),
        ("{{death date and age|1955|4|18|1879|3|14}}", "April 18, 1955"),
        ("{{birth-date|4 May 1900}}", "4 May 1900"),
        ("{{start date|1911|06}}", "June 1911"),
        ("{{film date|2011|4|7|Jakarta|2012|1||Ulm}}", "April 7, 2011 (Jakarta)\nJanuary 2012 (Ulm)"),
        ("{{birth year and age|1950}}", "1950"),
        ("{{дата рождения|14|3|1879}}", "1879-03-14"),
        ("{{convert|30355|km2|sqmi|abbr=on}}", "30,355 km²"),
        ("{{convert|5|ft|11|in}}", "5 ft 11 in"),
        ("{{convert|10|-|20|km}}", "10–20 km"),
        ("{{cvt|-3|C}}", "−3°C"),
        ("{{plainlist|\n* [[a]]\n* b\n}}", "a\nb"),
        ("{{hlist|a|[[b|c]]}}", "a\nc"),
        ("{{ubl|a|b}}", "a\nb"),
        ("a<br>b<br />c", "a\nb\nc"),
        ("{{flatlist}}\n* a\n* b\n{{endflatlist}}", "a\nb"),
        ("{{nowrap|{{lang|de|Ulm}} x}}", "Ulm x"),
        ("{{lang-de|Ulm}}", "Ulm"),
        ("{{coord|50|5|N|14|25|E|display=title}}", "50°5′N 14°25′E"),
        ("{{coord|50.1|14.4|region:CZ}}", "50.1, 14.4"),
        ("{{flag|France}}", "France"),
        ("{{flagicon|France}} [[France]]", "France"),
        ("{{marriage|[[Elsa]]|1919|1936}}", "Elsa (m. 1919–1936)"),
        ("{{US$|5 million}}", "US$5 million"),
        ("{{circa|1850}}", "c. 1850"),
        ("{{url|example.org}}", "example.org"),
        ("{{USS|Hornet|CV-12}}", "USS Hornet"),
        ("{{#expr: 1310 / 156.9 round 1}}", "8.3"),
        ("{{formatnum:1234}}", "1234"),
        ("{{PAGENAME}}", "Title"),
        ("{{height|ft=5|in=11}}", "5 ft 11 in"),
        ("{{frac|1|2}}", "1/2"),
        ("{{sortname|Ada|Lovelace}}", "Ada Lovelace"),
        ("1900{{ndash}}1910", "1900–1910"),
        ("x{{unknown thing|y}}", "x"),
        ("x<ref>y</ref>{{efn|z}}<!-- w -->", "x"),
    ],
)
def test_a_value_is_what_its_template_shows(template, value):
    assert article(f"{{{{Infobox a|key={template}}}}}").fields[0].value == value


def test_a_link_made_by_a_template_is_a_link():
    field = article("{{Infobox a|country={{flag|France}}|ship={{USS|Hornet|CV-12}}}}").fields
    assert [link.target for row in field for link in row.links] == ["France", "USS Hornet (CV-12)"]


def test_templates_within_sentences_are_shown():
    found = article("It covers {{convert|5|km2}} of {{lang|de|[[Ulm]]}}{{citation needed}}, as {{nowrap|one says}}.")
    assert found.text == "It covers 5 km² of Ulm, as one says."


def test_coordinates_in_a_sentence_go():
    assert article("Ulm {{coord|48|24|N|9|59|E}} is old.").text == "Ulm is old."
