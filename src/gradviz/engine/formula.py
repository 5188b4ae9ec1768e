"""A rule as people read it: the rule itself, applied to symbols instead of tensors.

`mul`'s rule `lambda g, other: g * other`, applied to symbols named g and b, gives "g * b".
"""

from __future__ import annotations

from collections.abc import Sequence

from gradviz.engine.dtypes import Number
from gradviz.engine.op import REQUIRED, VJP, Callee, Lifted, Op, Overload
from gradviz.engine.shapes import Shape

ATOM = 10
PRECEDENCE = {
    "<": 1, "<=": 1, ">": 1, ">=": 1, "==": 1, "!=": 1,
    "|": 2, "^": 3, "&": 4, "<<": 5, ">>": 5,
    "+": 6, "-": 6, "*": 7, "/": 7, "//": 7, "%": 7, "@": 7, "**": 9,
}  # fmt: skip
"""How tightly an operator binds; that of unary minus and `~` is 8."""

UNARY = 8
_OPPOSITE = {"<=": ">", "<": ">="}
_DIGITS = 4
"""Significant digits of a constant such as log(2)."""


def formulas(op: Op) -> dict[str, str]:
    """The formula of each differentiable operand, in terms of `g`, `out` and the operands."""
    names = {name: name for name in op.operands}
    return {
        operand: formula(op, position, names)
        for position, operand in enumerate(op.operands)
        if op.rules[position] is not None
    }


def formula(op: Op, position: int, names: dict[str, str]) -> str:
    """The formula of one operand's rule, with the program's names.

    `names` gives the text that stands for an operand, for "out", for an attribute that is a
    number or a string. An operand that it leaves out, and that may be left out, was left out.
    """
    vjp = op.rules[position]
    assert vjp is not None
    result = _applied(op, vjp, names)
    while isinstance(result, tuple | list):
        result = result[0]
    return text_of(result)


def _applied(op: Op, vjp: VJP, names: dict[str, str]) -> object:
    return vjp.rule(*[_meaning(op, name, names) for name in vjp.needs])


def _meaning(op: Op, name: str, names: dict[str, str]) -> object:
    """What a rule's parameter stands for in a formula."""
    if name == "g":
        return [Symbol("g")] * len(op.outputs) if op.outputs else Symbol("g")
    if name in op.operands:
        left_out = name not in names and op.defaults[name] is None
        return None if left_out else _parsed(names.get(name, name))
    if name == "out" or name in op.outputs:
        return Symbol(names.get(name, name))
    return _attribute(op, name, names)


def _attribute(op: Op, name: str, names: dict[str, str]) -> object:
    """An attribute, or an operand's shape or dtype, as the rule's code sees it."""
    if name in names:
        return _constant(names[name])
    given = op.defaults.get(name, REQUIRED)
    return Unsaid(name) if given is REQUIRED else given


def _constant(text: str) -> object:
    """An attribute as the rule's code sees it."""
    if text in ("True", "False"):
        return text == "True"
    number = _number(text)
    return text if number is None else number


def _parsed(text: str) -> Symbol:
    """An operand's text as a symbol: a name, a number, or an expression in parentheses."""
    return Symbol(text, number=_number(text))


def _number(text: str) -> Number | None:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None


_FLOATS_IN_WORDS = frozenset(("nan", "inf", "infinity"))


def are_names(texts: list[str]) -> bool:
    """Whether none of these names and expressions is a number to a formula, which may simplify it
    away."""
    return _FLOATS_IN_WORDS.isdisjoint(map(str.lower, texts))


class Symbol(Lifted):
    """A name, a number or an expression of such; the table's ops build a larger one from it.

    `parts` are the operator and operands of an infix expression, `negated` what a `~` stands
    before.
    """

    __slots__ = ("negated", "number", "parts", "precedence", "text")

    def __init__(
        self,
        text: str,
        precedence: int = ATOM,
        *,
        number: Number | None = None,
        parts: tuple[str, Symbol, Symbol] | None = None,
        negated: Symbol | None = None,
    ) -> None:
        self.text = text
        self.negated = negated
        negative = number is not None and text.startswith("-")
        self.precedence = UNARY if negative else precedence
        self.number = number
        self.parts = parts

    @property
    def operator(self) -> str:
        """The operator of an infix expression; "" for any other."""
        return self.parts[0] if self.parts else ""

    @property
    def shape(self) -> Shape:
        """None that a formula could depend on."""
        return ()

    def call(self, callee: Callee, args: Sequence[object], attrs: dict[str, object]) -> object:
        """The expression of a call, written as its row says."""
        if callee.formula is not None:
            return callee.formula(*args)
        if isinstance(callee, Overload) and (attrs or not callee.symbol):
            return self.call(callee.choose(*args, **attrs), args, attrs)
        return _written(callee.symbol, args) or _called(callee, args, attrs)

    def __rsub__(self, other: object) -> Symbol:
        return binary("-", as_symbol(other), self)

    def __rtruediv__(self, other: object) -> Symbol:
        return binary("/", as_symbol(other), self)

    def __repr__(self) -> str:
        return self.text


def _written(symbol: str, args: Sequence[object]) -> Symbol | None:
    """A call of a row that has a symbol; None where it has none."""
    if not symbol:
        return None
    first = as_symbol(args[0])
    if symbol == "_":
        return first
    if symbol.isalnum():
        return Symbol(symbol, number=_number(symbol))
    if symbol.startswith("."):
        return Symbol(wrapped(first, ATOM) + symbol)
    return unary(symbol, first) if len(args) == 1 else binary(symbol, first, as_symbol(args[1]))


class Unsaid(Symbol):
    """A shape, a dtype, a size: what a rule needs and a reader does not."""


def number_symbol(value: Number) -> Symbol:
    """A constant, with few digits."""
    text = str(int(value)) if isinstance(value, int) else f"{value:.{_DIGITS}g}"
    return Symbol(text, number=value)


def as_symbol(value: object) -> Symbol:
    """An operand of an expression."""
    if isinstance(value, Symbol):
        return value
    return number_symbol(value) if isinstance(value, Number) else Symbol(str(value))


def text_of(value: object) -> str:
    """The text of a whole formula."""
    return as_symbol(value).text


def wrapped(symbol: Symbol, least: int) -> str:
    """The text, in parentheses where it binds less tightly than `least`."""
    return f"({symbol.text})" if symbol.precedence < least else symbol.text


def unary(operator: str, operand: Symbol) -> Symbol:
    """`-x` or `~x`; a product's sign stands in front of it."""
    if operator == "-" and operand.number is not None:
        return number_symbol(-operand.number)
    least = PRECEDENCE["*"] if operator == "-" else UNARY
    negated = operand if operator == "~" else None
    text = operator + wrapped(operand, least)
    return Symbol(text, min(operand.precedence, UNARY), negated=negated)


def binary(operator: str, left: Symbol, right: Symbol) -> Symbol:
    """`left operator right` with no more parentheses than it needs, and nothing like `1 * x`."""
    simple = _simplified(operator, left, right)
    if simple is not None:
        return simple
    if operator == left.operator == "/" and left.parts and left.parts[2].text == right.text:
        return binary("/", left.parts[1], binary("**", right, number_symbol(2)))  # x / b / b
    if operator == "*" and left.text == right.text and left.precedence == ATOM:
        return binary("**", left, number_symbol(2))
    precedence = PRECEDENCE[operator]
    least_left, least_right = precedence, precedence + 1
    if operator == "**":
        least_left, least_right = ATOM, UNARY
    elif operator == "*" and right.operator in ("*", "/"):
        least_right = precedence  # g * (a / b) is g * a / b
    elif operator == "+":
        least_right = precedence
    text = f"{wrapped(left, least_left)} {operator} {wrapped(right, least_right)}"
    return Symbol(text, precedence, parts=(operator, left, right))


def _simplified(operator: str, left: Symbol, right: Symbol) -> Symbol | None:
    """The result where an operand is a number that makes it trivial; None where it is not."""
    a, b = left.number, right.number
    if a is not None and b is not None and operator in _FOLD:
        return number_symbol(_FOLD[operator](a, b))
    if operator == "*" and (a == 0 or b == 0):
        return number_symbol(0)
    if operator == "*" and right.operator == "/" and right.parts and right.parts[1].number == 1:
        return binary("/", left, right.parts[2])
    if (operator == "*" and a == 1) or (operator == "+" and a == 0):
        return right
    if (operator in ("*", "/", "**") and b == 1) or (operator in ("+", "-") and b == 0):
        return left
    return None


_FOLD = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def _called(callee: Callee, args: Sequence[object], attrs: dict[str, object]) -> Symbol:
    """`name(operands)`: operands, and words that choose between variants."""
    if isinstance(callee, Op):
        args = args[: callee.arity]
    if callee.title == "where":
        args = _affirmed(args)
    parts = [text_of(arg) for arg in _flat(args) if _is_said(arg)]
    parts += [f"{name}={value!r}" for name, value in attrs.items() if isinstance(value, str)]
    return Symbol(f"{callee.title}({', '.join(parts)})")


def _is_said(arg: object) -> bool:
    return isinstance(arg, Symbol | Number) and not isinstance(arg, Unsaid)


def _flat(args: Sequence[object]) -> list[object]:
    flat: list[object] = []
    for arg in args:
        flat.extend(arg if isinstance(arg, tuple | list) else [arg])
    return flat


def _affirmed(args: Sequence[object]) -> Sequence[object]:
    """`where(x <= 0, 0, g)` as `where(x > 0, g, 0)`."""
    condition, chosen, other = args
    if isinstance(condition, Symbol) and as_symbol(chosen).number == 0:
        if condition.negated is not None:
            return condition.negated, other, chosen
        opposite = _OPPOSITE.get(condition.operator)
        if opposite and condition.parts:
            return binary(opposite, *condition.parts[1:]), other, chosen
    return args
