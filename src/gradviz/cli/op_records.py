"""The op table as records, and those as text: what `gradviz ops` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from gradviz.cli.example import example
from gradviz.engine.formula import formulas
from gradviz.engine.op import REQUIRED, Callee, Op, Overload, whole_table
from gradviz.errors import UsageError
from gradviz.language.nearest import nearest
from gradviz.renderers.cells import clip
from gradviz.renderers.styles import Line

Kind = Literal["op", "overload", "composite"]

_NAME_COLUMN = 24  # a longer name pushes its rules to the right
_INSTEAD_OF_RULES: dict[Kind, str] = {
    "op": "not differentiable",
    "overload": "one of several ops, by its arguments",
    "composite": "made of other ops",
}
"""What stands in the place of the rules where there are none."""


class OpRecord(msgspec.Struct, frozen=True):
    """What `gradviz ops` says about one entry of the table."""

    name: str
    family: str
    kind: Kind
    """"op": differentiated as a whole; "overload": stands for one of several by its arguments;
    "composite": recorded as the ops that it is made of."""
    signature: str
    torch: tuple[str, ...]
    """Its spellings: "torch.exp", ".exp" (a method), "+"."""
    grad_fn: str | None
    """PyTorch's name of its backward function; None where there is none, or arguments decide."""
    vjp: dict[str, str | None]
    """For each operand the vector-Jacobian product, `g` being the gradient that arrives; None where
    it is not differentiable."""
    saved: tuple[str, ...]
    """What backward needs again: operands, results."""
    example: str
    """A program that calls it, where the table has a sample for one."""


def op_records(name: str | None) -> list[OpRecord]:
    """What the table says, of all that a program can call or of one name or spelling.

    Raises UsageError where nothing is called so.
    """
    return [_record(callee) for callee in (_public() if name is None else _named(name))]


def encoded(records: Sequence[OpRecord]) -> str:
    """The records as JSON, indented."""
    return msgspec.json.format(msgspec.json.encode(records), indent=2).decode() + "\n"


def listed(records: Sequence[OpRecord], width: int) -> Iterator[Line]:
    """A line for each op, under the names of the families."""
    column = min(max((len(record.name) for record in records), default=0), _NAME_COLUMN)
    family = ""
    for record in records:
        if record.family != family:
            if family:
                yield []
            family = record.family
            yield [(family, "head")]
        name = f"  {record.name:<{column}}  "
        rules = "   ".join(f"{operand}: {text}" for operand, text in _rules(record))
        rest = clip(rules or _INSTEAD_OF_RULES[record.kind], width - len(name))
        yield [(name, "name"), (rest, "" if rules else "dim")]


def told(records: Sequence[OpRecord]) -> Iterator[Line]:
    """Everything about each op."""
    for position, record in enumerate(records):
        if position:
            yield []
        yield [(record.signature, "head"), (f"   {record.family}", "dim")]
        if record.name not in record.signature.split("(", maxsplit=1):
            yield from _entries("name", [record.name])
        yield from _entries("torch", ["  ".join(record.torch)])
        yield from _entries("grad_fn", [record.grad_fn or ""])
        rules = [f"{operand}: {text}" for operand, text in _rules(record)]
        yield from _entries("vjp", rules or [_INSTEAD_OF_RULES[record.kind]])
        yield from _entries("saved", ["  ".join(record.saved)])
        yield from _entries("example", record.example.splitlines())


def _public() -> list[Callee]:
    """What a program can call: entries with a spelling, and the rows that those stand for."""
    titles = {callee.title for callee in whole_table() if callee.torch}
    return [callee for callee in whole_table() if callee.title in titles]


def _named(name: str) -> list[Callee]:
    """The entries of that name or spelling; raises UsageError where there is none."""
    public = _public()
    titles = {c.title for c in public if name in (c.name, c.title, *c.torch)}
    if titles:
        return [callee for callee in public if callee.title in titles]
    known = {spelling for c in public for spelling in (c.title, *c.torch)}
    meant = nearest(name, known)
    listing = f"'gradviz ops' lists all {len({c.title for c in public})}"
    raise UsageError(
        f"no op is named '{name}'",
        help=f"did you mean '{meant}'?  ({listing})" if meant else listing,
    )


def _record(callee: Callee) -> OpRecord:
    kind: Kind = "overload" if isinstance(callee, Overload) else "composite"
    grad_fn: str | None = None
    vjp: dict[str, str | None] = {}
    saved: list[str] = []
    if isinstance(callee, Op):
        kind = "op"
        grad_fn = callee.grad_fn if isinstance(callee.grad_fn, str) else None
        rules = formulas(callee)
        vjp = {operand: rules.get(operand) for operand in callee.operands}
        saved = [name for rule in callee.rules if rule for name in rule.saves]
    return OpRecord(
        name=callee.name,
        family=callee.family,
        kind=kind,
        signature=_signature(callee),
        torch=callee.torch,
        grad_fn=grad_fn,
        vjp=vjp,
        saved=tuple(dict.fromkeys(saved)),
        example=example(callee),
    )


def _signature(callee: Callee) -> str:
    """The name with its parameters, as Python writes them."""
    params = [
        name if callee.defaults[name] is REQUIRED else f"{name}={callee.defaults[name]!r}"
        for name in callee.params
    ]
    if callee.positional < len(params):
        params.insert(callee.positional, "*")
    return f"{callee.title}({', '.join(params)})"


def _rules(record: OpRecord) -> list[tuple[str, str]]:
    return [(operand, rule) for operand, rule in record.vjp.items() if rule]


def _entries(title: str, texts: Sequence[str]) -> Iterator[Line]:
    """Lines with their title before the first; none where there is nothing to say."""
    if any(texts):
        for position, text in enumerate(texts):
            yield [(f"  {'' if position else title:<9}", "dim"), (text, "")]
