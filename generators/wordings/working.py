"""The steps that lead to the value of arithmetic written in a question.

working_of("What is 3 + 4 × 2?") → ("3 + 4 × 2 = 3 + 8", "3 + 8 = 11"), "11"
"""

import ast
import operator
import re
from collections.abc import Callable
from fractions import Fraction

ARITHMETIC = re.compile(r"[(\d][\d\s.()+\-*/×÷−–x]*[)\d]")
OPERATIONS: dict[type[ast.operator], tuple[str, Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("×", operator.mul),
    ast.Div: ("÷", operator.truediv),
}
MOST_STEPS = 8


def working_of(question: str) -> tuple[tuple[str, ...], str] | None:
    """The lines of working and the value of the only arithmetic in a question; None where there is none we can do."""
    found = [match[0] for match in ARITHMETIC.finditer(question) if re.search(r"\d\s*[+\-*/×÷−–x]\s*[(\d-]", match[0])]
    if len(found) != 1:
        return None
    text = found[0].replace("×", "*").replace("x", "*").replace("÷", "/").replace("−", "-").replace("–", "-")
    if "**" in text or "//" in text:
        return None
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError:
        return None
    lines: list[str] = []
    while not isinstance(tree, ast.Constant):
        before = show(tree)
        reduced = _reduce(tree)
        if reduced is None or len(lines) == MOST_STEPS:
            return None
        tree = reduced
        lines.append(f"{before} = {show(tree)}")
    return (tuple(lines), show(tree)) if lines else None


def show(tree: ast.expr) -> str:
    """An expression as people write it."""
    text = ast.unparse(tree)
    return text.replace(" * ", " × ").replace(" / ", " ÷ ")


def _reduce(tree: ast.expr) -> ast.expr | None:
    """The expression with its leftmost innermost operation done, or None where that isn't exact or known."""
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub) and isinstance(tree.operand, ast.Constant):
        return None
    if not isinstance(tree, ast.BinOp) or type(tree.op) not in OPERATIONS:
        return None
    for side in ("left", "right"):
        part = getattr(tree, side)
        if not isinstance(part, ast.Constant):
            reduced = _reduce(part)
            if reduced is None:
                return None
            parts = {"left": tree.left, "right": tree.right} | {side: reduced}
            return ast.BinOp(parts["left"], tree.op, parts["right"])
    left, right = tree.left, tree.right
    assert isinstance(left, ast.Constant)
    assert isinstance(right, ast.Constant)
    if not isinstance(left.value, int | float) or not isinstance(right.value, int | float):
        return None
    a, b = Fraction(str(left.value)), Fraction(str(right.value))
    if isinstance(tree.op, ast.Div) and b == 0:
        return None
    value = OPERATIONS[type(tree.op)][1](a, b)
    if value.denominator != 1 and value.denominator not in (2, 4, 5, 10, 20, 25, 50, 100):
        return None
    return ast.Constant(int(value) if value.denominator == 1 else float(value))
