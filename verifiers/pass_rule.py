"""Rules over pass rates: a small expression, read once, worked out exactly.

    rule = read_rule("p_a < 1 and gain >= 0.3", "keep")
    rule.holds({"p_a": Fraction(4, 5), "gain": Fraction(4, 5) - Fraction(1, 2)})   → True: 0.8 - 0.5 is 0.3 here
    read_rule("p_a + 1", "keep")
    → ValueError: keep='p_a + 1': a number at character 1, expected a condition such as p_a <= 0.75

Names: `p_a`, `p_b` (shares of right draws), `gain` (p_a - p_b), `right_a`, `right_b` (how many were right), `draws`.
Between them + and -, numbers, comparisons (`0 < p_a < 1` too), and, or, not, parentheses; nothing else is read.
"""

import ast
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import isfinite
from typing import Literal

NAMES = ("p_a", "p_b", "gain", "right_a", "right_b", "draws")
LONGEST = 200
"""Characters; every rule of the papers has below 40."""
EXAMPLE = "such as p_a <= 0.75"
COMPARES: Mapping[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
Kind = Literal["number", "condition"]


@dataclass(frozen=True)
class Rule:
    """A condition that was read."""

    text: str
    names: frozenset[str]
    """The names that stand in it."""
    tree: ast.expr

    def holds(self, values: Mapping[str, Fraction]) -> bool:
        """Whether it is true of these values; all of `names` must be among them."""
        return _condition(self.tree, values)


@cache
def read_rule(text: str, where: str) -> Rule:
    """The rule of a setting called `where`. Raises ValueError with the place of what is wrong."""
    told = f"{where}={text!r}"
    if len(text) > LONGEST:
        raise ValueError(f"{told[:80]}… has {len(text)} characters; a rule has at most {LONGEST}")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        place = f" at character {error.offset}" if isinstance(error, SyntaxError) and error.offset else ""
        raise ValueError(f"{told}: can't be read{place}; expected a condition {EXAMPLE}") from None
    try:
        _expect(tree, "condition")
    except _Misplaced as problem:
        raise ValueError(f"{told}: {problem}") from None
    return Rule(text, frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)), tree)


class _Misplaced(Exception):
    def __init__(self, node: ast.expr, found: str, wanted: str) -> None:
        super().__init__(f"{found} at character {node.col_offset + 1}, expected {wanted}")


def _expect(node: ast.expr, wanted: Kind) -> None:
    """Check a part and all in it. Raises `_Misplaced`."""
    kind, parts, inside = _shape(node)
    if kind != wanted:
        raise _Misplaced(node, f"a {kind}", f"a condition {EXAMPLE}" if wanted == "condition" else "a number")
    for part in parts:
        _expect(part, inside)


def _shape(node: ast.expr) -> tuple[Kind, Sequence[ast.expr], Kind]:
    """What a part is, its own parts, and what they must be. Raises `_Misplaced` for what isn't allowed."""
    match node:
        case ast.BoolOp(values=parts):
            return "condition", parts, "condition"
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return "condition", [part], "condition"
        case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in COMPARES for op in ops):
            return "condition", [left, *others], "number"
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return "number", [left, right], "number"
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=part):
            return "number", [part], "number"
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and isfinite(value):
            return "number", [], "number"
        case ast.Name(id=name) if name in NAMES:
            return "number", [], "number"
    allowed = f"numbers, {', '.join(NAMES)}, + and -, comparisons, and, or, not"
    raise _Misplaced(node, f"{ast.unparse(node)[:40]!r}", f"only {allowed}")


def _condition(node: ast.expr, values: Mapping[str, Fraction]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_condition(part, values) for part in parts)
        case ast.BoolOp(values=parts):
            return any(_condition(part, values) for part in parts)
        case ast.UnaryOp(operand=part):
            return not _condition(part, values)
        case ast.Compare(left=left, ops=ops, comparators=others):
            numbers = pairwise(_number(part, values) for part in (left, *others))
            return all(COMPARES[type(op)](first, second) for op, (first, second) in zip(ops, numbers, strict=True))
    raise TypeError(f"no condition: {ast.dump(node)}")


def _number(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=int() | float() as value):
            return Fraction(repr(value))  # 0.3 is three tenths, not the nearest binary fraction
        case ast.UnaryOp(op=op, operand=part):
            return -_number(part, values) if isinstance(op, ast.USub) else _number(part, values)
        case ast.BinOp(left=left, op=op, right=right):
            second = _number(right, values)
            return _number(left, values) + (-second if isinstance(op, ast.Sub) else second)
    raise TypeError(f"no number: {ast.dump(node)}")
