"""The form of a row of the op table, and how a row is called.

A row says everything about an op once: its spellings in torch, its forward function, one
vector-Jacobian rule for each tensor operand, PyTorch's grad_fn name, samples. The signature, what
is saved for backward and the printed formula are read off the functions.

Rows, overloads and composites are called like functions. On bare arrays they compute: that is an
ordinary backward pass, and fast. On `Lifted` operands they do what the operand stands for: a
tensor on a tape records (double backward), a symbol builds the formula that people read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from types import FunctionType
from typing import Any

import msgspec

from gradviz.engine.directory import FAMILIES
from gradviz.engine.messages import Warned
from gradviz.engine.shapes import Shape, broadcast_shapes, size_of

Value = Any
"""An array or a `Lifted`: rules run on both, and Python's operators are what the two share."""

Rule = Callable[..., Value]
Warn = Callable[..., Warned | None]
"""Takes the arguments of a call; gives what PyTorch warns of there."""

Cost = tuple[int, int]
"""Elements that a call will make, and units of work that it will do."""

Sample = tuple[object, ...]
"""Positional arguments of a call, a dict of keywords last where there are any."""

Written = int | Callable[..., int]
"""How often PyTorch's rule has written into what it hands out: so often, or a function of
attributes, of operands, and of `recorded`, whether the pass is."""

REQUIRED = object()
"""Stands in `Callee.defaults` for a parameter that has none."""


def parameter_names(function: Callable[..., object]) -> tuple[str, ...]:
    """The names of a plain function's parameters (`inspect` costs start-up time)."""
    assert isinstance(function, FunctionType)
    code = function.__code__
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


class Callee:
    """What a torch name can stand for: a row, an overload, a composite."""

    def __init__(
        self,
        name: str,
        torch: str,
        signature: Callable[..., object],
        *,
        gathers: str | None,
        symbol: str,
        warning: Warn | None,
        samples: Sequence[Sample],
        kinks: Sequence[Sample],
    ) -> None:
        assert isinstance(signature, FunctionType)
        self.name = name
        self.title = name.partition(".")[0]
        self.gathers = gathers
        self.symbol = symbol
        self.warning = warning
        self.formula: Callable[..., object] | None = None
        self.samples = samples
        self.kinks = kinks
        self.family = signature.__module__.rpartition(".")[2]
        self.torch = tuple(torch.split())
        self.params = parameter_names(signature)
        self.positional = signature.__code__.co_argcount
        given = signature.__defaults__ or ()
        first_given = self.positional - len(given)
        self.defaults: dict[str, object] = dict.fromkeys(self.params, REQUIRED)
        self.defaults.update(zip(self.params[first_given:], given, strict=False))
        self.defaults.update(signature.__kwdefaults__ or {})
        TABLE[name] = self

    def run(self, *args: object, **attrs: object) -> Value:
        """Computes: on bare arrays, or by calling others on what it is given."""
        raise NotImplementedError

    def __call__(self, *args: object, **attrs: object) -> Value:
        """Calls it as a rule does: on arrays, or through the first `Lifted` operand."""
        for operand in args:
            if isinstance(operand, Lifted):
                return operand.call(self, args, attrs)
            if isinstance(operand, tuple | list):
                for item in operand:
                    if isinstance(item, Lifted):
                        return item.call(self, args, attrs)
        return self.run(*args, **attrs)

    def gather(self, args: Sequence[object]) -> Sequence[object]:
        """Positional arguments with the integers of `x.reshape(2, 3)` gathered into one tuple."""
        if self.gathers is None:
            return args
        at = self.params.index(self.gathers)
        if len(args) > at and all(isinstance(size, int) for size in args[at:]):
            return (*args[:at], tuple(args[at:]))
        return args

    def __repr__(self) -> str:
        return f"<op {self.name}>"


class Table(dict[str, Callee]):
    """Every row, overload and composite by its name; a family is loaded when it is asked for."""

    def __missing__(self, name: str) -> Callee:
        import_module(f"gradviz.engine.ops.{FAMILIES[name]}")
        return dict.__getitem__(self, name)


TABLE = Table()


def whole_table() -> list[Callee]:
    """All entries, by family and in the order of the families' files."""
    return [TABLE[name] for name in FAMILIES]


class VJP(msgspec.Struct, frozen=True):
    """A vector-Jacobian rule, and what must be fetched to apply it.

    `needs` are the rule's parameters: `g` (the gradient that arrived), `out` (or an output's name),
    operands by name, operands' shapes (`input_shape`) and dtypes (`input_dtype`), attributes.
    `saves` are those of them whose elements backward needs, so that a second backward, or an
    in-place change, finds them gone.
    """

    rule: Rule
    needs: tuple[str, ...]
    saves: tuple[str, ...]
    reads: tuple[int, ...]
    """`needs` as numbers: the place of an operand, or one of the constants below."""
    keeps: bool
    """Whether anything is gone at a second backward: what it saves, or indices."""


GRADIENT, RESULT, OTHER = -1, -2, -3
"""What a rule reads beside operands: what arrived, the op's result, what takes a look-up."""


class Op(Callee):
    """A row: differentiated as a whole, one entry on the tape for each call."""

    def __init__(
        self,
        name: str,
        torch: str,
        *,
        forward: Callable[..., object],
        vjp: dict[str, Rule | None],
        grad_fn: str | Callable[..., str] | None,
        grad_fn_in_place: str | None,
        outputs: tuple[str, ...],
        promotes: str | None,
        elementwise: bool,
        view: bool,
        counts: bool,
        variadic: bool,
        in_place: bool,
        gathers: str | None,
        symbol: str,
        cost: Callable[..., Cost] | None,
        formula: Callable[..., object] | None,
        written: dict[str, Written],
        warning: Warn | None,
        samples: Sequence[Sample],
        kinks: Sequence[Sample],
    ) -> None:
        super().__init__(
            name, torch, forward, gathers=gathers, symbol=symbol, warning=warning,
            samples=samples, kinks=kinks,
        )  # fmt: skip
        self.forward = forward
        self.grad_fn = grad_fn
        self.grad_fn_in_place = grad_fn_in_place
        self.outputs = outputs
        self.operands = tuple(vjp)
        self.arity = len(self.operands)
        self.places = {name: position for position, name in enumerate(self.operands)}
        reads = {**self.places, "g": GRADIENT, "out": RESULT}
        saved = {*self.operands, *outputs, "out", "indices"}
        self.rules: list[VJP | None] = []
        self.ruled: list[tuple[int, VJP]] = []
        self.wanted = 0
        for position, rule in enumerate(vjp.values()):
            made = None
            if rule is not None:
                made = _vjp(rule, reads, saved)
                self.ruled.append((position, made))
                self.wanted |= 1 << position
                self.family = rule.__module__.rpartition(".")[2]
                # a forward may come from elsewhere, a rule never
            self.rules.append(made)
        self.differentiable = bool(self.ruled)
        self.written = tuple([written.get(name, 0) for name in vjp]) if written else ()
        self.barred = grad_fn == "NotImplemented"
        self.plain = elementwise and not (view or variadic or outputs or written or self.barred)
        self.promotes = promotes
        self.elementwise = elementwise
        self.view = view
        self.counts = counts
        self.variadic = variadic
        self.in_place = in_place
        self.formula = formula
        self.cost = cost or (elementwise_cost if elementwise else linear_cost)

    def run(self, *args: object, **attrs: object) -> Value:
        """Computes on bare arrays."""
        return self.forward(*args, **attrs)


def _vjp(rule: Rule, reads: dict[str, int], saved: set[str]) -> VJP:
    needs = parameter_names(rule)
    return VJP(
        rule,
        needs,
        tuple([name for name in needs if name in saved]),
        tuple([reads.get(name, OTHER) for name in needs]),
        any(name in saved or name == "indices" for name in needs),
    )


def op(
    name: str,
    torch: str = "",
    *,
    forward: Callable[..., object],
    vjp: dict[str, Rule | None],
    grad_fn: str | Callable[..., str] | None = None,
    grad_fn_in_place: str | None = None,
    outputs: str = "",
    promotes: str | None = None,
    elementwise: bool = False,
    view: bool = False,
    counts: bool = False,
    variadic: bool = False,
    in_place: bool | None = None,
    gathers: str | None = None,
    symbol: str = "",
    cost: Callable[..., Cost] | None = None,
    formula: Callable[..., object] | None = None,
    written: dict[str, Written] | None = None,
    warning: Warn | None = None,
    samples: Sequence[Sample] = (),
    kinks: Sequence[Sample] = (),
) -> Op:
    """Adds a row to the table.

    `name`: unique; one form of an overload is named after it, "sum.dim" after "sum".
    `torch`: its spellings, separated by spaces: "torch.exp", "F.relu" (torch.nn.functional),
    ".exp" (a method), "linalg.inv" (torch.linalg); "+" and the like for operators.
    `forward`: on arrays; operands first, named as in `vjp`, then attributes with their defaults.
    Names are PyTorch's own (input, other, dim, keepdim): they are the call's keywords.
    `vjp`: for each operand its rule, or None where it is not differentiable. A rule never mentions
    broadcasting or dtypes: both are undone once, in `autograd`.
    `grad_fn`: PyTorch's name, or a function of operands, attributes and `out` that gives it.
    `grad_fn_in_place`: that of the twin that writes into its operand, where it has another.
    `outputs`: names of the results where `forward` gives a tuple of arrays ("values indices"), or
    "*" where their number varies; a rule's `g` is then a list with None for what was not reached.
    `promotes`: "common" brings the operands to one dtype, "float" to a floating one as well.
    `view`: the result shares its operand's memory. `counts`: the result begins at version 1, since
    PyTorch changes it in place before anybody sees it. `variadic`: the one operand is a list.
    `in_place`: whether there is a twin `name_` that writes into its first operand; by default
    every elementwise row has one.
    `gathers`: the attribute that takes all further positional arguments (`x.reshape(2, 3)`).
    `symbol`: how formulas write it: "+" between operands, ".T" behind one, "_" not at all; by
    default as a call. `cost`: of a call, before it runs.
    `formula`: what people read in place of a call, where a simpler one says the same.
    `written`: how often PyTorch's rule for an operand has written into what it hands out, which
    the version of that gradient shows; a number or a function of operands and attributes.
    `warning`: what PyTorch warns of at a call with these operands and attributes.
    `samples`: arguments on which the rules are checked against finite differences and PyTorch;
    `kinks`: those where there is no derivative, so that only PyTorch can say what is right.
    """
    return Op(
        name,
        torch,
        forward=forward,
        vjp=vjp,
        grad_fn=grad_fn,
        grad_fn_in_place=grad_fn_in_place,
        outputs=tuple(outputs.split()),
        promotes=promotes or ("common" if elementwise else None),
        elementwise=elementwise,
        view=view,
        counts=counts,
        variadic=variadic,
        in_place=elementwise if in_place is None else in_place,
        gathers=gathers,
        symbol=symbol,
        cost=cost,
        formula=formula,
        written=written or {},
        warning=warning,
        samples=samples,
        kinks=kinks,
    )


class Overload(Callee):
    """One spelling of several rows: `choose` picks the row from the arguments."""

    def __init__(
        self,
        name: str,
        torch: str,
        choose: Callable[..., Callee],
        *,
        gathers: str | None,
        symbol: str,
    ) -> None:
        super().__init__(
            name, torch, choose, gathers=gathers, symbol=symbol, warning=None, samples=(), kinks=()
        )
        self.choose = choose

    def run(self, *args: object, **attrs: object) -> Value:
        """Calls the row that fits, with the arguments as they are."""
        return self.choose(*args, **attrs)(*args, **attrs)


def overload(
    name: str,
    torch: str,
    choose: Callable[..., Callee],
    *,
    gathers: str | None = None,
    symbol: str = "",
) -> Overload:
    """Adds an overload to the table; its samples are those of its forms, "sum.dim" of "sum"."""
    return Overload(name, torch, choose, gathers=gathers, symbol=symbol)


class Composite(Callee):
    """A function of other ops, recorded as those, as PyTorch does for it."""

    def __init__(
        self,
        name: str,
        torch: str,
        body: Callable[..., object],
        *,
        outputs: tuple[str, ...],
        gathers: str | None,
        symbol: str,
        formula: Callable[..., object] | None,
        warning: Warn | None,
        samples: Sequence[Sample],
        kinks: Sequence[Sample],
    ) -> None:
        super().__init__(
            name, torch, body, gathers=gathers, symbol=symbol, warning=warning, samples=samples,
            kinks=kinks,
        )  # fmt: skip
        self.body = body
        self.outputs = outputs
        self.formula = formula

    def run(self, *args: object, **attrs: object) -> Value:
        """Runs the body on what it is given."""
        return self.body(*args, **attrs)


def composite(
    name: str,
    torch: str = "",
    *,
    body: Callable[..., object],
    outputs: str = "",
    gathers: str | None = None,
    symbol: str = "",
    formula: Callable[..., object] | None = None,
    warning: Warn | None = None,
    samples: Sequence[Sample] = (),
    kinks: Sequence[Sample] = (),
) -> Composite:
    """Adds a composite to the table.

    `outputs`: the names under which PyTorch gives its results, where it has names for them.
    `formula`: what people read in its place, where the body is the same in a roundabout way.
    `warning`: as of a row.
    """
    return Composite(
        name,
        torch,
        body,
        outputs=tuple(outputs.split()),
        gathers=gathers,
        symbol=symbol,
        formula=formula,
        warning=warning,
        samples=samples,
        kinks=kinks,
    )


class Query(Callee):
    """A function of tensors whose result is a plain value: `torch.equal(a, b)` is a bool."""

    def __init__(
        self,
        name: str,
        torch: str,
        forward: Callable[..., object],
        cost: Callable[..., Cost],
        samples: Sequence[Sample],
    ) -> None:
        super().__init__(
            name, torch, forward, gathers=None, symbol="", warning=None, samples=samples, kinks=()
        )
        self.forward = forward
        self.cost = cost

    def run(self, *args: object, **attrs: object) -> Value:
        """Computes on bare arrays."""
        return self.forward(*args, **attrs)


def query(
    name: str,
    torch: str,
    *,
    forward: Callable[..., object],
    cost: Callable[..., Cost],
    samples: Sequence[Sample],
) -> Query:
    """Adds a query to the table; `cost`: of a call, before it runs."""
    return Query(name, torch, forward, cost, samples)


class Lifted:
    """An operand that is more than its elements: the table's ops apply to it through `call`.

    No `abc`: a test whether something is an instance of an abstract class takes ten times as long,
    and every call of a rule makes some.
    """

    def call(self, callee: Callee, args: Sequence[object], attrs: dict[str, object]) -> Value:
        """What calling `callee` with this operand among `args` means."""
        raise NotImplementedError

    @property
    def shape(self) -> Shape:
        """As of the tensor it stands for."""
        raise NotImplementedError

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    @property
    def strides(self) -> Shape | None:
        """Bytes between neighbours along each dimension; None where there is no memory."""
        return None

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient will be asked for, on which PyTorch's choice of ops may depend."""
        return False

    def __add__(self, other: object) -> Value:
        return TABLE["add"](self, other)

    def __radd__(self, other: object) -> Value:
        return TABLE["add"](other, self)

    def __sub__(self, other: object) -> Value:
        return TABLE["sub"](self, other)

    def __rsub__(self, other: object) -> Value:
        return TABLE["rsub"](self, other)

    def __mul__(self, other: object) -> Value:
        return TABLE["mul"](self, other)

    def __rmul__(self, other: object) -> Value:
        return TABLE["mul"](other, self)

    def __truediv__(self, other: object) -> Value:
        return TABLE["div"](self, other)

    def __rtruediv__(self, other: object) -> Value:
        return TABLE["rdiv"](self, other)

    def __pow__(self, other: object) -> Value:
        return TABLE["pow"](self, other)

    def __rpow__(self, other: object) -> Value:
        return TABLE["pow"](other, self)

    def __matmul__(self, other: object) -> Value:
        return TABLE["matmul"](self, other)

    def __neg__(self) -> Value:
        return TABLE["neg"](self)

    def __lt__(self, other: object) -> Value:
        return TABLE["lt"](self, other)

    def __le__(self, other: object) -> Value:
        return TABLE["le"](self, other)

    def __gt__(self, other: object) -> Value:
        return TABLE["gt"](self, other)

    def __ge__(self, other: object) -> Value:
        return TABLE["ge"](self, other)


def shape_of(operand: object) -> Shape:
    """The shape of an array or lifted operand; () for a Python number."""
    shape = getattr(operand, "shape", ())
    assert isinstance(shape, tuple)
    return shape


def elementwise_cost(*operands: object, **_: object) -> Cost:
    """One element of work for each of the broadcast result."""
    shapes = [shape_of(operand) for operand in operands]
    size = size_of(shapes[0] if len(shapes) == 1 else broadcast_shapes(shapes))
    return size, size


def linear_cost(*operands: object, **_: object) -> Cost:
    """For what reads every element once and makes no more than it reads."""
    size = 0
    for operand in operands:
        items: Iterable[object] = operand if isinstance(operand, tuple | list) else (operand,)
        size += sum(size_of(shape_of(item)) for item in items)
    return size, size
