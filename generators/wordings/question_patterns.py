"""Patterns of questions, and the parts of speech each is turned into: a noun phrase, an indirect question, its thing.

    "how many pictures are there on the wall" → "the number of pictures on the wall",
        "how many pictures there are on the wall", "pictures"

A part is empty where a pattern can't tell it for sure. Patterns are tried from top to bottom.
"""

import re

BE = r"(?:is|are|was|were)"
PLACES = (
    r"in|on|at|by|near|under|above|below|behind|beside|next|between|inside|over|around|against|along|left|right|to|with"
    r"|of|from|in front|on top|throughout|underneath|beneath|across|off|up|down|closest|nearest|that|who|which"
)
DETERMINED = re.compile(
    r"^(?:the|an?|this|that|these|those|his|her|its|their|our|my|your|each|every|both|all|any|some|no|another|one|two"
    r"|three|four|it|they|he|she|there|what|who|which|whose|\d+|\w+['’]s?)\b",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"^(?:it|they|he|she|this|that|these|those|there|we|you|i)$", re.IGNORECASE)
_VERBLESS = """building ceiling painting railing clothing awning king ring string thing wing morning evening swing
lettering icing frosting topping flooring lighting writing drawing parking earring dining living wedding
crossing landing bedding covering opening housing spring something anything nothing everything duckling
pudding stocking sibling plumbing serving washing hanging"""
VERBLESS = frozenset(_VERBLESS.split())  # words in -ing that name things
DONE = "located|placed|put|set|laid|hidden|drawn|parked|kept|positioned|found|mounted|seated|stored|hung|shown|seen"


def the(phrase: str) -> str:
    """A noun phrase with a determiner: `wall` → `the wall`; names and determined phrases stay."""
    if DETERMINED.match(phrase) or phrase[:1].isupper():
        return phrase
    return f"the {phrase}"


def _acts(phrase: str) -> int:
    """Where a noun phrase goes over into what its thing does (`the woman | wearing a hat`), or -1."""
    for match in re.finditer(r" (\w+ing|" + DONE + r")\b", phrase):
        if match[1] not in VERBLESS and not phrase[: match.start()].endswith((" of", " the", " a", " with", " and")):
            return match.start()
    return -1


Parts = tuple[str, str, str]


def _attribute(attribute: str, kind: str, be: str, thing: str) -> Parts:
    """What color (shirt) is …: of a thing itself, or of the shirt that somebody wears."""
    attribute = attribute.replace("colour", "color").rstrip("s")
    if kind:
        verb = re.match(r"(\w+ing)\b(.*)$", thing)
        if verb and verb[1] not in VERBLESS:
            return (
                f"the {attribute} of the {kind} {thing}",
                f"what {attribute} the {kind} {thing} {be}",
                f"the {kind} {thing}",
            )
        at = _acts(thing)
        if at < 0 or thing[at + 1 :].count(" ") > 1:
            return "", "", ""
        owner = f"the {kind} that {the(thing[:at])} {be} {thing[at + 1 :]}"
        return f"the {attribute} of {owner}", "", owner
    if PRONOUN.match(thing) or re.match(
        rf"(?:{PLACES}|\w+est|\w+ed|dominant|most|present|visible|shown|seen)\b", thing
    ):
        return "", "", ""
    thing = the(thing)
    return f"the {attribute} of {thing}", f"what {attribute} {thing} {be}", thing


def _count(things: str, be: str, rest: str) -> Parts:
    """How many … are (there) …"""
    things, rest = things.strip(), rest.strip()
    if be and re.match(r"there\b", rest):
        rest = rest[5:].strip()
        clause = "" if _acts(things) >= 0 else f"how many {things} there {be}{_after(rest)}"
        return f"the number of {things}{_after(rest)}", clause, things
    if be and not rest:
        return f"the number of {things}", f"how many {things} there {be}", things
    if be:
        if re.match(rf"(?:{PLACES}|visible|present|shown|pictured|\w+ing)\b", rest):
            return f"the number of {things} {rest}", f"how many {things} {be} {rest}", things
        return f"the number of {things} that {be} {rest}", f"how many {things} {be} {rest}", things
    return f"the number of {things}", "", things


def _after(rest: str) -> str:
    return f" {rest}" if rest else ""


def _where(be: str, thing: str) -> Parts:
    thing = the(thing)
    match = re.match(rf"^(.+?) ((?:\w+ing|{DONE})(?: (?:at|on|to|in))?|(?:{DONE}) (?:{PLACES}) .+)$", thing)
    if match and match[2].split()[0] not in VERBLESS:
        return f"the place where {match[1]} {be} {match[2]}", f"where {match[1]} {be} {match[2]}", match[1]
    if PRONOUN.match(thing):
        return "", "", ""
    return f"the place where {thing} {be}", f"where {thing} {be}", thing


def _what_is(wh: str, be: str, rest: str) -> Parts:
    """What is …: the thing itself where a noun phrase follows, what is there where a place or an act follows."""
    if PRONOUN.match(rest):
        return "", f"{wh} {rest} {be}", ""
    if re.match(r"(?:the|an?|this|that|these|those|his|her|their|\w+['’]s) ", rest):
        if _acts(rest) >= 0 and re.search(rf"\w+ing(?: (?:{PLACES}))?$", rest):
            at = _acts(rest)
            return "", f"{wh} {rest[:at]} {be} {rest[at + 1 :]}", ""
        acts = (
            _acts(rest) >= 0
            and wh == "what"
            and not re.search(r"\b(?:object|thing|item|animal|name|largest)s?\b", rest)
        )
        if acts or re.search(r"\b(?:on|in|at|to|of|with|from|for|about|like|made)\W?$", rest):
            return "", "", ""
        return rest, f"{wh} {rest} {be}" if rest.count(" ") < 5 else "", rest
    if wh in ("what", "who"):
        return "", f"{wh} {be} {rest}", ""
    return "", "", ""


def _kind(wh: str, kind: str, be: str, rest: str) -> Parts:
    """What kind of bird is this · what room is shown · what breed is the dog"""
    if re.match(
        rf"(?:{DONE}|\w+ed|drawn|written|worn|visible|present|being|{PLACES}|\w+ing)\b", rest
    ) and not PRONOUN.match(rest):
        return "", f"{wh} {kind} {be} {rest}", ""
    at = _acts(rest)
    if at >= 0:
        return (
            ("", f"{wh} {kind} {the(rest[:at])} {be} {rest[at + 1 :]}", "")
            if rest[at:].count(" ") < 3
            else ("", "", "")
        )
    if re.search(rf"\b(?:{PLACES})$", rest) and not PRONOUN.match(rest):
        return "", "", ""
    return "", f"{wh} {kind} {the(rest)} {be}", ""


def _p(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _counted(things: str) -> Parts:
    things = re.sub(r":.*", "", things)
    return f"the number of {things}", f"how many {things} there are" if things.count(" ") < 2 else "", ""


def _told_where(thing: str, be: str, placed: str) -> Parts:
    return f"the place where {thing} {be}{placed}", f"where {thing} {be}{placed}", thing


PATTERNS = (
    (
        _p(r"^(?:looking at|consider) (.+?), what (colou?r|shape) (is|are) (?:it|they)$"),
        lambda thing, attribute, be: _attribute(attribute, "", be, thing),
    ),
    (
        _p(r"^(?:please )?(?:name|identify|state|give) (?:me )?the (colou?r|shape) of (.+)$"),
        lambda attribute, thing: _attribute(attribute, "", "is", thing),
    ),
    (
        _p(r"^in (?:what|which) (colou?r|shape) (is|are) (.+) (?:shown|drawn|painted)$"),
        lambda attribute, be, thing: _attribute(attribute, "", be, thing),
    ),
    (
        _p(r"^(?:what|which) (colou?r|shape) (?:does|do) (.+) have$"),
        lambda attribute, thing: _attribute(attribute, "", "is", thing),
    ),
    (_p(r"^(?:(?:give|state|find|tell me) the number of|count(?: all)?(?: the)?) (.+)$"), _counted),
    (
        _p(r"^how many (.+?) (?:does|do) ((?:the|this) (?:image|picture|photo|scene)) (show|contain)$"),
        lambda things, picture, show: (f"the number of {things} that {picture} {show}s", "", things),
    ),
    (_p(r"^tell me where (.+) (is|are)((?: \w+)?)$"), _told_where),
    (
        _p(r"^(?:in )?which (part|area) of (the \w+) can (.+) be (found|seen)$"),
        lambda part, whole, thing, seen: (f"the {part} of {whole} where {thing} can be {seen}", "", thing),
    ),
    (
        _p(rf"^in which part of (the \w+) ({BE}) (.+)$"),
        lambda whole, be, thing: (f"the part of {whole} where {thing} {be}", f"where in {whole} {thing} {be}", thing),
    ),
    (
        _p(r"^tell me in which part of (the \w+) (.+) (is|are)((?: \w+)?)$"),
        lambda whole, thing, be, placed: (f"the part of {whole} where {thing} {be}{placed}", "", thing),
    ),
    (
        _p(r"^whereabouts in (the \w+) do you see (.+)$"),
        lambda whole, thing: (
            f"the place in {whole} where you see {thing}",
            f"where in {whole} you see {thing}",
            thing,
        ),
    ),
    (
        _p(r"^((?:who|which \w+|what \w+) (?:\w+ed|wrote|made|built|drew|sang|won|led|took) .+)$"),
        lambda clause: ("", "" if re.search(r"\b(?:is|are|does|do|did) (?:it|this|he|she)\b", clause) else clause, ""),
    ),
    (
        _p(rf"^(?:what|which) (colou?rs?|shape) ((?!{BE}\b)[\w-]+ )?({BE}) (?!there\b)(.+)$"),
        lambda attribute, kind, be, thing: _attribute(attribute, kind.strip(), be, thing),
    ),
    (
        _p(r"^what(?:'s| is| are)? (?:the )?(colou?r|shape)s? of (.+)$"),
        lambda attribute, thing: (f"the {attribute.replace('colour', 'color')} of {the(thing)}", "", the(thing)),
    ),
    (
        _p(r"^what(?: is|'s) (the \w+ shape)$"),
        lambda thing: (f"the shape of {thing.replace('shape', 'object')}", f"what {thing} is", ""),
    ),
    (
        _p(
            rf"^(?:there {BE} (?:an?|another|the) )?([^;]*?)(?:; | )(?:what (?:is|are) (?:its|their) (color|"
            rf"shape)|what (color|shape) {BE} (?:it|they)"
            r"| (?:has|is|are|have) what (color|shape))$"
        ),
        lambda thing, *named: (
            f"the {''.join(named)} of the {re.sub('^(?:the|an?) ', '', thing, flags=re.IGNORECASE)}",
            "",
            "",
        ),
    ),
    (_p(rf"^(?:how many|what number of) ((?:(?!\b{BE}\b).)+?) ({BE})\b(.*)$"), _count),
    (
        _p(r"^how many (.+?) (?:can|do|could) (?:you|we|one) (see|count|find|spot|notice)\b(.*)$"),
        lambda things, see, rest: (
            f"the number of {things} you can {see}{rest}",
            f"how many {things} you can {see}{rest}",
            things,
        ),
    ),
    (
        _p(r"^(?:how many|what number of) (.+?) (can be|could be) (.+)$"),
        lambda things, can, rest: (
            f"the number of {things} that {can} {rest}",
            f"how many {things} {can} {rest}",
            things,
        ),
    ),
    (
        _p(r"^(?:how many|what number of) (\w+(?: \w+)?) (have|has|look|wear|hold|like|appear) (.+)$"),
        lambda things, verb, rest: (
            f"the number of {things} that {verb} {rest}",
            f"how many {things} {verb} {rest}",
            things,
        ),
    ),
    (
        _p(r"^how many (.+?) (does|do) (.+) have( .+)?$"),
        lambda things, do, owner, rest: (
            f"the number of {things} that {the(owner)} {'has' if do.lower() == 'does' else 'have'}{rest}",
            "",
            things,
        ),
    ),
    (
        _p(r"^how many ((?:[\w'-]+ )*?[\w'-]+)((?: (?:in|on|at|under|behind|near|over|above|next to|by|per) .+)?)$"),
        lambda things, rest: (
            ("", "", "")
            if _p(r"\b(?:do|does|did|have|has|had|will|would|can|could|get|gets|got|like|need|were)\b").search(things)
            else (f"the number of {things}{rest}", f"how many {things} there are{rest}", things)
        ),
    ),
    (_p(r"^where(?:'s| (is|are|was|were)) (?!there\b)(.+)$"), lambda be, thing: _where(be or "is", thing)),
    (
        _p(r"^where (can|could) (.+) be (seen|found|located|spotted)$"),
        lambda can, thing, seen: (
            f"the place where {the(thing)} {can} be {seen}",
            f"where {the(thing)} {can} be {seen}",
            the(thing),
        ),
    ),
    (
        _p(r"^what(?:'s| is) (?:the )?(?:position|location) of (.+)$"),
        lambda thing: (f"the place where {the(thing)} is", f"where {the(thing)} is", the(thing)),
    ),
    (
        _p(r"^(?:give|provide|write|tell|name|identify|transcribe|read|copy)(?: me| out)? ((?:an?|the|this|that) .+)$"),
        lambda thing: (thing, "", ""),
    ),
    (
        _p(r"^(?:please )?describe (?:the |this )(?:following )?(image|picture|photo|scene)$"),
        lambda picture: (f"a description of the {picture}", "", ""),
    ),
    (
        _p(r"^what (?:does|do|did) ((?:the|this|that|his|her|it)\b.*?) (say|read|spell|show)((?: .*)?)$"),
        lambda thing, verb, rest: ("", f"what {thing} {verb}s{rest}", ""),
    ),
    (_p(rf"^(what|who|which)(?:'s| ({BE})) (.+)$"), lambda wh, be, rest: _what_is(wh, be or "is", rest)),
    (
        _p(rf"^(what|which) ((?:(?!\b(?:{BE}|do|does|did|can|has|have|had)\b)[\w'’-]+ ){{1,5}})({BE}) (.+)$"),
        lambda wh, kind, be, rest: _kind(wh, kind.strip(), be, rest),
    ),
    (
        _p(r"^(who|what) ((?!is|are|was|were|do|does|did|can|could|the)\w+(?:s|ed|ote|ew|de|as) .+)$"),
        lambda wh, rest: ("", f"{wh} {rest}", ""),
    ),
)
