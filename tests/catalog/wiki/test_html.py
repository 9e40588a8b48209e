"""Rendered pages as text, links and infoboxes; the pages of the real ZIM file are read in test_zim.py."""

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborNode

from synthloom.catalog.sources.wiki.html import read_html
from synthloom.schemas.wiki import Field, Link, Page


def title_of(node: LexborNode) -> str:
    return node.attributes.get("title") or ""


def read(html: str, title: str = "Subject") -> Page:
    return read_html(html, title, title_of, lambda address: address.rpartition("/")[2])


def test_links_stand_exactly_on_their_words():
    page = read('<p>Born in  <a href="Ulm" title="Ulm">\n the <b>city</b> of Ulm </a>, he left.</p>')
    assert page.text == "Born in the city of Ulm, he left."
    assert [(link.target, page.text[link.start : link.end]) for link in page.links] == [("Ulm", "the city of Ulm")]


def test_references_edit_links_hidden_text_and_empty_brackets_leave_no_trace():
    page = read(
        '<h2>Life<span class="mw-editsection">[edit]</span></h2><p>Rome (<span class="audiolink">listen</span>; '
        '<span style="display:none">secret</span>) grew<sup class="reference">[1]</sup> , then <i>fell</i>.</p>'
    )
    assert page.text == "== Life ==\n\nRome grew, then fell."


def test_a_heading_over_nothing_goes_and_one_over_a_deeper_section_stays():
    page = read("<h2>A</h2><h3>B</h3><p>text</p><h2>C</h2><h3>D</h3><ul class='gallery'><li>x</li></ul><h2>E</h2>")
    assert page.text == "== A ==\n\n=== B ===\n\ntext"


def test_lists_are_lines_and_entries_that_cite_other_sites_are_left_out():
    page = read(
        '<ul><li>one</li><li><a class="external" href="http://x.y">cited</a> site</li><li>two</li></ul><p>end</p>'
    )
    assert page.text == "one\ntwo\n\nend"


def test_tables_and_captions_give_links_without_a_place_and_navigation_boxes_none():
    page = read(
        '<p><a title="A">a</a></p><table class="wikitable"><tr><td><a title="B">b</a></td></tr></table>'
        '<div class="thumb"><a title="B">b</a><a title="C">c</a></div><table class="navbox"><tr><td><a title="D">d</a>'
    )
    assert page.text == "a"
    assert page.links == (Link("A", 0, 1), Link("B", -1, -1), Link("C", -1, -1))


def test_powers_and_formulas_keep_their_meaning():
    page = read(
        '<p>30,355 km<sup>2</sup> and <img class="mwe-math-fallback-image-inline" alt="{\\displaystyle E=mc^{2}}"></p>'
    )
    assert page.text == "30,355 km² and E=mc^{2}"


SONG = """<table class="infobox vevent"><tr><th colspan=2 class="summary">"Ruby"</th></tr>
<tr><td colspan=2><img src="I/m/ruby.jpg" width=200 height=200><div>The single</div></td></tr>
<tr><th colspan=2>Single by <a title="Ray Charles">Ray Charles</a>
from the album <a title="Dedicated (album)">Dedicated</a></th></tr>
<tr><th>Writer(s)</th><td>Mitchell Parish<br>Heinz Roemheld<sup class="reference">[1]</sup></td></tr>
<tr><th colspan=2>Ray Charles singles chronology</th></tr>
<tr><td colspan=2><table><tr><td>"<a title="Georgia">Georgia on My Mind</a>"<br>(1960)</td><td>"<b>Ruby</b>"</td>
<td>"Hit the Road" (1961)</td></tr></table></td></tr></table><p>text</p>"""


def test_an_infobox_becomes_fields_and_its_headings_that_say_something_too():
    page = read(SONG, "Ruby (song)")
    assert page.infobox == "Infobox single"
    assert page.fields == (
        Field("name", "Ruby"),
        Field("caption", "The single"),
        Field("Single by", "Ray Charles", (Link("Ray Charles", 0, 11),)),
        Field("from the album", "Dedicated", (Link("Dedicated (album)", 0, 9),)),
        Field("Writer(s)", "Mitchell Parish\nHeinz Roemheld"),
        Field("Previous", "Georgia on My Mind", (Link("Georgia", 0, 18),)),
        Field("Next", "Hit the Road"),
    )
    assert page.files == ("ruby.jpg",)


def test_infoboxes_of_two_cells_and_of_bulleted_rows_are_read():
    taxo = '<table class="infobox biota"><tr><th>Lion</th></tr><tr><td>Kingdom:</td><td>Animalia</td></tr></table>'
    town = '<table class="infobox ib-settlement vcard"><tr><th>Area</th></tr><tr><th>• Total</th><td>5 km²</td></tr>'
    assert read(taxo, "Lion").fields == (Field("name", "Lion"), Field("Kingdom", "Animalia"))
    assert read(town, "Ulm").fields == (Field("Area Total", "5 km²"),)
    assert read(town, "Ulm").infobox == "Infobox settlement"


def test_the_kind_of_an_infobox_is_read_from_what_each_wiki_marks():
    def kind(marks: str, rows: str = "<tr><th>Sitz</th><td>Ulm</td></tr>") -> str:
        return read(f"<table {marks}><caption>Subject</caption>{rows}</table>").infobox

    assert kind('class="infobox toptextcells float-right" id="Vorlage_Infobox_Unternehmen"') == "Infobox Unternehmen"
    assert kind('class="infobox" data-name="Персона"') == "Персона"
    assert kind('class="infobox biota"') == "Taxobox"
    assert kind('class="infobox vcard"', "<tr><th>Born</th><td>1930</td></tr>") == "Infobox person"
    assert kind('class="infobox"') == "Infobox"
    assert kind('class="wikitable infobox"') == ""


def test_other_wikis_marks_of_categories_disambiguation_and_description_are_known():
    page = read(
        '<meta property="mw:PageProp/disambiguation">'
        '<link rel="mw:PageProp/Category" href="./Category:Songs_of_1960#x">'
        '<div class="shortdescription">1960 song</div><p>x</p><div class="catlinks"><div id="mw-normal-catlinks">'
        "<a>Categories</a><ul><li><a>Soul</a></li></ul></div></div>"
    )
    assert page.disambiguation
    assert set(page.categories) == {"Soul", "Songs of 1960"}
    assert page.short_description == "1960 song"


def test_pages_nested_thousands_deep_are_read():
    boxes = "<table class='infobox'><tr><td>" * 2_000 + "y" + "</table>" * 2_000
    assert read(boxes + "<p>text</p>").text.endswith("text")
    assert read("<div>" * 10_000 + "x" + "</div>" * 10_000).text == "x"


SOUP = """<p>|</p>|<a title='T'>|</a>|<table class='infobox'>|<tr>|<th>|<td>|</td>|</table>|<li>|word |(| ; |)| |<h2>|"
|</h2>|<h3>x</h3>|<br>|<sup class='reference'>1</sup>|&nbsp;| ,|<span style='display:none'>|</span>|<ul>|</ul>|by |•
|<img src='a/b.jpg'>"""


@given(st.lists(st.sampled_from(SOUP.split("|")), max_size=40).map("".join))
def test_any_soup_of_tags_gives_links_that_lie_on_stripped_text(html):
    page = read(html)
    assert page.text == page.text.strip()
    for text, links in ((page.text, page.links), *((field.value, field.links) for field in page.fields)):
        for link in links:
            shown = text[link.start : link.end]
            assert link.start == -1 or (0 <= link.start < link.end <= len(text) and shown == shown.strip())
