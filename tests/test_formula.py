"""Rules as people read them."""

from __future__ import annotations

import pytest

from gradviz.engine.formula import Symbol, binary, formula, formulas, number_symbol
from gradviz.engine.op import TABLE, Op, whole_table

ROWS = [callee for callee in whole_table() if isinstance(callee, Op)]


@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
def test_every_rule_has_a_formula(op: Op) -> None:
    found = formulas(op)
    differentiable = [name for name, rule in zip(op.operands, op.rules, strict=True) if rule]
    assert list(found) == differentiable
    for text in found.values():
        assert text.isascii(), text
        assert text.count("(") == text.count(")"), text
        assert "<" not in text or "object" not in text, text
        compile(text, op.name, "eval")


@pytest.mark.parametrize(
    ("name", "operand", "names", "expected"),
    [
        ("mul", 0, {"input": "a", "other": "b"}, "g * b"),
        ("div.Tensor", 1, {"input": "a", "other": "b"}, "-g * a / b ** 2"),
        ("sqrt", 0, {"input": "a", "out": "r"}, "g / (2 * r)"),
        ("mm", 0, {"input": "a", "mat2": "b"}, "g @ b.T"),
        ("mm", 1, {"input": "a", "mat2": "b"}, "a.T @ g"),
        ("mm", 0, {"input": "a", "mat2": "(b + c)"}, "g @ (b + c).T"),
        ("pow.Tensor_Scalar", 0, {"input": "x", "exponent": "2"}, "g * 2 * x"),
        ("pow.Tensor_Scalar", 0, {"input": "x", "exponent": "3"}, "g * 3 * x ** 2"),
        ("pow.Tensor_Scalar", 0, {"input": "x", "exponent": "0"}, "0"),
        ("sigmoid", 0, {"input": "x", "out": "s"}, "g * s * (1 - s)"),
        ("tanh", 0, {"input": "x", "out": "t"}, "g * (1 - t ** 2)"),
        ("relu", 0, {"input": "x", "out": "y"}, "where(y > 0, g, 0)"),
        ("add", 1, {"input": "a", "other": "b"}, "g"),
        ("add", 1, {"input": "a", "other": "b", "alpha": "2"}, "g * 2"),
        ("sub.Tensor", 1, {"input": "a", "other": "b"}, "-g"),
        ("sum.all", 0, {"input": "a"}, "g"),
        ("mean.all", 0, {"input": "a"}, "g / n"),
        ("clamp.Scalar", 0, {"input": "x", "min": "0"}, "where(x >= 0, g, 0)"),
        (
            "remainder.Tensor",
            1,
            {"input": "a", "other": "b"},
            "-g * div(a, b, rounding_mode='floor')",
        ),
        ("var", 0, {"input": "x"}, "g * 2 * (x - mean(x)) / (n - 1)"),
        ("mse_loss.row", 0, {"input": "p", "target": "y"}, "g / n * 2 * (p - y)"),
        ("mse_loss.row", 0, {"input": "p", "target": "y", "reduction": "sum"}, "g * 2 * (p - y)"),
        ("addcdiv", 1, {"input": "a", "tensor1": "b", "tensor2": "c"}, "g / c"),
        ("max.dim", 0, {"input": "x", "indices": "i"}, "scatter(g, i)"),
    ],
)
def test_formula_with_names(name: str, operand: int, names: dict[str, str], expected: str) -> None:
    op = TABLE[name]
    assert isinstance(op, Op)
    assert formula(op, operand, names) == expected


def test_parentheses_are_where_they_are_needed() -> None:
    a, b, c = Symbol("a"), Symbol("b"), Symbol("c")
    assert str(a - (b - c)) == "a - (b - c)"
    assert str((a - b) - c) == "a - b - c"
    assert str((a + b) * c) == "(a + b) * c"
    assert str(a / (b * c)) == "a / (b * c)"
    assert str(a * (b / c)) == "a * b / c"
    assert str((-a) ** 2) == "(-a) ** 2"
    assert str(-(a**2)) == "-a ** 2"
    assert str(a ** (-b)) == "a ** -b"
    assert str((a**b) ** c) == "(a ** b) ** c"
    assert str(2 - (1 - a)) == "2 - (1 - a)"


def test_trivial_factors_are_left_out() -> None:
    a = Symbol("a")
    assert str(a * 1) == str(1 * a) == str(a / 1) == str(a**1) == str(a + 0) == "a"
    assert str(a * 0) == "0"
    assert str(binary("-", number_symbol(3), number_symbol(1))) == "2"
    assert str(a * 0.6931471805599453) == "a * 0.6931"
