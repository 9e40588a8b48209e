"""Which templates stand for words, by name in small letters, and what shows them; a data table.

    {{birth date|1879|3|14}} → "March 14, 1879"        {{convert|30355|km2}} → "30,355 km²"

A template that isn't listed shows nothing: a hole is seen and dropped, a wrong word isn't. Names are those of the
English Wikipedia, and those of other wikis' own where they are among a wiki's most used.
"""

from synthloom.catalog.sources.wiki import wikitext_values as show
from synthloom.catalog.sources.wiki.wikitext_dates import DATES, Date
from synthloom.catalog.sources.wiki.wikitext_units import quotient
from synthloom.catalog.sources.wiki.wikitext_values import HOLE, IPA, Arguments, Value, place, word

_SHIPS = ("HMS", "USS", "SS", "RMS", "MV", "HMCS", "HMAS", "SMS", "USCGC", "USNS", "MS", "INS")
_NAMES: tuple[tuple[Value, str], ...] = (
    (place(0), """nowrap|nobr|nobold|noitalic|small|smaller|big|larger|large|center|centre|allow wrap|nowraplinks
        abbr|tooltip|unicode|abbrlink|linktext|sic|typo|not a typo|as written|visible anchor|vanchor|avoid wrap
        normal|resize|midsize|em|strong|strike|angbr|angle bracket|keypress|key press|mono|code|var|math|mvar|serif
        sc|smallcaps|small caps|bigger|unité|nombre|nb|overline|underline|plain text|noflag|japanese|hebrew|arabic
        formatnum|num|nts|ntsh|ruby|okay|kbd|samp|pslink|fontcolor|longitem|nw|smalldiv|small2|hebr|rtl-lang
        wikt-lang|pre2"""),
    (place(1), """lang|langue|sprache|native name|native phrase|lang-text|sort|hs|color|colour|font color|font
        wikicite|resize text|tts|abbreviation|обозначение|langi|nativename"""),
    (show.last, "transl|transliteration|translit|script|lang2|langx|lj"),
    (show.items, """vunblist|ubl|unbulleted list|ublist|ubt|hlist|cslist|unbulleted|bulleted list|ul|ol
        ordered list|csv|comma separated entries|br separated entries"""),
    (show.listed, "plainlist|plain list|flatlist|flat list|plainlist/start|startflatlist|hidden list"),
    (show.folded, "collapsible list|collapse|hidden|tree list"),
    (show.quote, """quote|blockquote|cquote|quotation|bquote|rquote|zitat|citation bloc|цитата|poemquote|poem quote
        verse translation"""),
    (show.japanese, "nihongo|nihongo2|nihongo3|nihongo foot|nihongo krt"),
    (show.link, "flag|flagcountry|flagu|flag+link|fb|country|nft|флагификация|флаг страны|land|pays|país|страна"),
    (show.red_link, """ill|interlanguage link|illm|link-interwiki|仮リンク|link-en|link-de|link-fr|link-ja|lien|iw
        internal link helper|не переведено|нп5|нп3|ill2|ill-wd"""),
    (show.sorted_name, "sortname"),
    (show.ship(), "ship"),
    *((show.ship(prefix), prefix.lower()) for prefix in _SHIPS),
    (show.fraction, "frac|fraction|sfrac|ratio|bruch"),
    (show.as_of, "as of|asof"),
    (show.coordinates, "coord|koord|coordinate|coordinates|coor dms|coor d"),
    (show.measured, "val|value"),
    (show.height, "height|infobox height|hauteur"),
    (show.married, "marriage|married"),
    (show.converted, "convert|cvt|conv|convertir|umrechnen|konvertieren|converter|metricate|конвертировать"),
    (show.address, "url|official url"),
    (show.based_on, "based on|basedon"),
    (show.formula, "chem|chem2|chemical formula|ce"),
    (show.musical, "music"),
    (word(IPA), """ipa|ipac|respell|pronunciation|pron|audio|listen|api|pronunciation needed|afi|lautschrift|мфа
        audio-ipa|usdict|phonetic"""),
    (word(HOLE), """age|age in years|age in days|time ago|years ago|years or months ago|inflation|format price
        currentyear|age in years and days|#time|to usd|cny link|nts age"""),
    (show.money("US$"), "us$|usd"),
    (show.money("£"), "£|gbp|pound"),
    (show.money("€"), "€|euro|eur"),
    (show.money("¥"), "¥|jpy|yen"),
    (show.money("₹"), "inr|₹|indian rupee"),
    (show.money("A$"), "a$|aud"),
    (show.money("C$"), "c$|cad"),
    (show.before("c. "), "circa|c.|ca|circa2"),
    (show.before("fl. "), "floruit|fl.|fl"),
    (show.before("r. "), "reign|r."),
    (show.before("born "), "born|b."),
    (show.before("died "), "died|d."),
    (word("–"), "ndash|en dash|–"),
    (word(" – "), "snd|snds|spaced ndash|spnd|spndash|spaced en dash"),
    (word("—"), "mdash|em dash|—"),
    (word("\n* "), "•|·|dot|bold dot|bullet|dot separator|middot|\\|*"),
    (word("|"), "!|pipe"),
    (word("="), "="),
    (word(" "), "nbsp|space|spaces|nnbsp|thinsp|pad|gap|0"),
    (word("'"), "'|apostrophe|ʼ"),
    (word("'s"), "'s"),
    (word('"'), '"'),
    (word("′"), "prime"),
    (word("″"), "pprime"),
    (word("×"), "times"),
    (word("±"), "±|pm"),
    (word("ʻ"), "okina"),
    (word("ʿ"), "ayin"),
    (word("ʾ"), "hamza"),
    (word("°"), "deg"),
    (word("π"), "pi"),
    (word("−"), "minus"),
    (word("…"), "...|ellipsis"),
    (word("/"), "slash"),
    (word("~"), "tilde"),
    (word("\n"), "break|br|-|crlf"),
    *((word(sign), name) for sign, name in (("C", "carbon"), ("H", "hydrogen"), ("O", "oxygen"), ("N", "nitrogen"))),
)  # fmt: skip


def _dated(date: Date) -> Value:
    def shown(given: Arguments, depth: int) -> str:
        return date(given.places, given.names)

    return shown


VALUES: dict[str, Value] = {name: _dated(date) for name, date in DATES.items()} | {
    name.strip(): value for value, names in _NAMES for name in names.replace("\n", "|").split("|") if name.strip()
}


def value_named(name: str) -> Value | None:
    """Templates known by the form of their name: `lang-de`, `ipa-fr`, `formatnum:1234`."""
    head, dash, tail = name.partition("-")
    if dash and head in ("lang", "vol", "langue") and len(tail) <= 8:
        return place(0)
    if name.startswith("#expr:"):
        return word(quotient(name[6:]))
    if name.startswith(("ipa-", "ipac-", "audio-")):
        return word(IPA)
    if name.startswith(("formatnum:", "lc:", "uc:", "ucfirst:", "lcfirst:", "nowrap:")):
        return word(name.partition(":")[2].strip())
    return None
