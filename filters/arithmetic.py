"""Arithmetic that a question writes out, worked out exactly.

    written_out("What is 12 x (3 + 4)?")          → [("12*(3+4)", Fraction(84))]
    written_out("What is twenty percent of 50?")  → []            (only zero to twelve are read as words)
    is_value("84.0", Fraction(84))                → True

Numbers, + - * / ^, brackets and the words for them; nothing is ever handed to the interpreter.
"""

import re
from fractions import Fraction

NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
WORDS = {word: str(number) for number, word in enumerate(NUMBERS)}
SIGNS = (
    (r"\b(?:plus|added to)\b|＋", "+"),
    (r"\bminus\b|[−–]", "-"),
    (r"\b(?:times|multiplied by)\b|[×·∙⋅]", "*"),
    (r"(?<=[\d)])\s*x\s*(?=[\d(])", "*"),
    (r"\bdivided by\b|÷", "/"),
    (r"\b(?:to the power of)\b|\*\*", "^"),
    (r"\bsquared\b|²", "^2"),
    (r"\bcubed\b|³", "^3"),
    (r"(?:%|\bpercent) of\b", "/100*"),
    (r"(?<=\d),(?=\d{3}\b)", ""),
)
OPERATOR = re.compile(r"[+\-*/^×÷·∙⋅−–＋²³%x]|plus|minus|times|multiplied|divided|power|squared|cubed|percent")
EXPRESSION = re.compile(r"(?<![\w.^*/+)\-])[-(\d][\d\s().+\-*/^]{0,200}[\d)](?![\w^(]|\.\d)")
TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|[-+*/^()])")
NUMBER = re.compile(r"(-?\d+(?:\.(\d+))?)(?:\s*/\s*(\d+))?")
DEEPEST = 50
LARGEST_POWER = 20


def written_out(question: str) -> list[tuple[str, Fraction]]:
    """Every expression with at least one operator, and its value."""
    text = question.lower()
    if not OPERATOR.search(text):
        return []
    text = re.sub(rf"\b(?:{'|'.join(NUMBERS)})\b", lambda word: WORDS[word[0]], text)
    for pattern, sign in SIGNS:
        text = re.sub(pattern, sign, text)
    found = []
    for match in EXPRESSION.finditer(text):
        tokens = _tokens(match[0])
        if any(token in "+-*/^" for token in tokens[1:]):
            value = _value(tokens)
            if value is not None:
                found.append(("".join(tokens), value))
    return found


def is_value(answer: str, value: Fraction) -> bool:
    """Whether an answer states the value; a decimal answer may be rounded to the places it shows."""
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", answer.strip().lower().replace("−", "-").lstrip("$€£").rstrip("."))
    match = NUMBER.fullmatch(WORDS.get(text, text))
    if match is None or (match[3] is not None and int(match[3]) == 0):
        return False
    stated = Fraction(match[1]) / int(match[3] or 1)
    rounded = Fraction(1, 2 * 10 ** len(match[2])) if match[2] and not match[3] else Fraction(0)
    return abs(stated - value) <= rounded


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while match := TOKEN.match(text, place):
        tokens.append(match[1])
        place = match.end()
    return tokens if not text[place:].strip() else []


def _value(tokens: list[str]) -> Fraction | None:
    """The value, or None for what is no expression, divides by zero or has no small exact value."""
    if tokens.count("(") > DEEPEST:
        return None
    try:
        value, rest = _sum(tokens, 0)
    except (ValueError, ZeroDivisionError):
        return None
    return value if rest == len(tokens) else None


def _sum(tokens: list[str], place: int) -> tuple[Fraction, int]:
    value, place = _product(tokens, place)
    while place < len(tokens) and tokens[place] in "+-":
        other, after = _product(tokens, place + 1)
        value, place = (value + other if tokens[place] == "+" else value - other), after
    return value, place


def _product(tokens: list[str], place: int) -> tuple[Fraction, int]:
    value, place = _power(tokens, place)
    while place < len(tokens) and tokens[place] in "*/":
        other, after = _power(tokens, place + 1)
        value, place = (value * other if tokens[place] == "*" else value / other), after
    return value, place


def _power(tokens: list[str], place: int) -> tuple[Fraction, int]:
    if place < len(tokens) and tokens[place] == "-":
        value, place = _power(tokens, place + 1)
        return -value, place
    value, place = _number(tokens, place)
    if place < len(tokens) and tokens[place] == "^":
        exponent, place = _power(tokens, place + 1)
        if exponent.denominator != 1 or abs(exponent) > LARGEST_POWER:
            raise ValueError(f"exponent {exponent}")
        value = value**exponent.numerator
    return value, place


def _number(tokens: list[str], place: int) -> tuple[Fraction, int]:
    if place >= len(tokens):
        raise ValueError("ends too early")
    if tokens[place] != "(":
        return Fraction(tokens[place]), place + 1
    value, place = _sum(tokens, place + 1)
    if place >= len(tokens) or tokens[place] != ")":
        raise ValueError("a bracket is not closed")
    return value, place + 1
