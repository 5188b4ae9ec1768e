"""Small Traces made by hand, for tests of renderers: each is what its program leaves behind.

`TRACES` has them all by name. Values are PyTorch's, rounded to what fits on a line.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import UNSET, UnsetType

from gradviz.trace import (
    SCHEMA,
    BackwardPass,
    Error,
    Event,
    Product,
    Scope,
    Source,
    Span,
    Step,
    TensorRecord,
    Trace,
    Value,
    Variable,
    Warning,
)


class Maker:
    """Makes a Trace tensor by tensor; what a record does not say follows from what it says."""

    def __init__(self, path: str, text: str) -> None:
        self.text = text
        self.trace = Trace(SCHEMA, Source(path, text), [], {}, [], [], [], "", [], None)

    def span(self, line: int, part: str = "") -> Span:
        """Where `part` stands in a line; the whole line where it stands nowhere."""
        text = self.text.split("\n")[line - 1]
        start = text.find(part) if part in text else 0
        return Span(line, start + 1, line, start + 1 + len(part if part in text else text))

    def tensor(
        self,
        names: str,
        expr: str,
        line: int,
        value: Value,
        *,
        inputs: tuple[int, ...] = (),
        grad_fn: str | None = None,
        op: str | None = None,
        requires_grad: bool | None = None,
        retains_grad: bool = False,
        grad: Value = None,
        gradient: str = "none",
        reason: str = "",
        version: int = 0,
        version_of: int | UnsetType = UNSET,
        scope: int | None = None,
        dtype: str = "float32",
    ) -> int:
        """Adds a tensor with its names, parted by blanks; returns its id."""
        made_by = grad_fn.removesuffix("0").removesuffix("Backward").lower() if grad_fn else None
        record = TensorRecord(
            id=len(self.trace.tensors),
            names=names.split(),
            expr=expr,
            span=self.span(line, expr),
            op=op or made_by,
            inputs=list(inputs),
            grad_fn=grad_fn,
            shape=_shape(value),
            dtype=dtype,
            value=value,
            requires_grad=bool(grad_fn or grad is not None or requires_grad),
            is_leaf=grad_fn is None,
            retains_grad=retains_grad,
            grad=grad,
            gradient="kept" if grad is not None else gradient,  # type: ignore[arg-type]
            reason=reason or ("leaf" if grad is not None else _REASONS[gradient]),
            version=version,
            version_of=version_of,
            scope=scope,
        )
        self.trace.tensors.append(record)
        for name in record.names:
            self.trace.variables[name] = Variable(tensor=record.id)
            self.event("assign", line, name=name, tensor=record.id)
        return record.id

    def event(self, kind: str, line: int, **fields: object) -> None:
        """Adds an event of the timeline."""
        event = Event(self.span(line), kind, len(self.trace.tensors), **fields)  # type: ignore[arg-type]
        self.trace.timeline.append(event)

    def backward(self, line: int, roots: tuple[int, ...], seeds: list[Value], *steps: Step) -> None:
        """Adds a backward pass."""
        self.event("backward", line, index=len(self.trace.passes))
        run = BackwardPass(self.span(line), "backward", list(roots), seeds, list(steps))
        self.trace.passes.append(run)


_REASONS = {"passed": "passed, not kept", "none": "no grad needed"}


def _shape(value: Value) -> list[int]:
    sizes = []
    while isinstance(value, list):
        sizes.append(len(value))
        value = value[0] if value else None
    return sizes


def abfg() -> Trace:
    """The article's last program: F keeps its gradient, G does not."""
    make = Maker(
        "abFG.py",
        "a = torch.tensor([10., 10.], requires_grad=True)\n"
        "b = torch.tensor([20., 20.], requires_grad=True)\n"
        "F = a * b\n"
        "F.retain_grad()\n"
        "G = 2 * F\n"
        "G.backward(gradient=torch.tensor([1., 1.]))\n",
    )
    a = make.tensor("a", "torch.tensor([10., 10.], requires_grad=True)", 1, [10.0, 10.0],
                    grad=[40.0, 40.0])  # fmt: skip
    b = make.tensor("b", "torch.tensor([20., 20.], requires_grad=True)", 2, [20.0, 20.0],
                    grad=[20.0, 20.0])  # fmt: skip
    f = make.tensor("F", "a * b", 3, [200.0, 200.0], inputs=(a, b), grad_fn="MulBackward0",
                    retains_grad=True, grad=[2.0, 2.0], reason="retain_grad()")  # fmt: skip
    make.event("retain_grad", 4, tensor=f)
    g = make.tensor("G", "2 * F", 5, [400.0, 400.0], inputs=(f,), grad_fn="MulBackward0",
                    gradient="passed")  # fmt: skip
    make.backward(
        6, (g,), [[1.0, 1.0]],
        Step(g, "mul", [1.0, 1.0], [Product(f, [2.0, 2.0], "g * 2", True)]),
        Step(f, "mul", [2.0, 2.0], [Product(a, [40.0, 40.0], "g * b", True),
                                    Product(b, [20.0, 20.0], "g * a", True)]),
    )  # fmt: skip
    return make.trace


def error() -> Trace:
    """The article's second program: backward() of a vector needs a gradient."""
    make = Maker(
        "vectors.py",
        "a = torch.tensor([10., 10.], requires_grad=True)\n"
        "b = torch.tensor([20., 20.], requires_grad=True)\n"
        "F = a * b\n"
        "print(F.shape)\n"
        "F.backward()\n",
    )
    never = "backward() never ran"
    a = make.tensor("a", "torch.tensor([10., 10.], requires_grad=True)", 1, [10.0, 10.0],
                    requires_grad=True, reason=never)  # fmt: skip
    b = make.tensor("b", "torch.tensor([20., 20.], requires_grad=True)", 2, [20.0, 20.0],
                    requires_grad=True, reason=never)  # fmt: skip
    make.tensor("F", "a * b", 3, [200.0, 200.0], inputs=(a, b), grad_fn="MulBackward0",
                reason=never)  # fmt: skip
    make.event("print", 4, text="torch.Size([2])\n")
    make.event("error", 5)
    make.trace.output = "torch.Size([2])\n"
    make.trace.error = Error(
        "RuntimeError", "grad can be implicitly created only for scalar outputs",
        make.span(5, "F.backward()"), code="GV031", label="F has shape [2]",
        help="F.backward(gradient=torch.tensor([1., 1.])), or reduce first: F.sum().backward()",
    )  # fmt: skip
    return make.trace


def mlp() -> Trace:
    """Two layers by hand and a mean squared loss: intermediate results without names."""
    make = Maker(
        "mlp.py",
        "x = torch.tensor([[1., 2.], [3., -1.]])\n"
        "y = torch.tensor([[1.], [0.]])\n"
        "W1 = torch.tensor([[0.5, -0.2, 0.1], [0.3, 0.8, -0.5]], requires_grad=True)\n"
        "b1 = torch.zeros(3, requires_grad=True)\n"
        "W2 = torch.tensor([[1.0], [-0.5], [2.0]], requires_grad=True)\n"
        "b2 = torch.zeros(1, requires_grad=True)\n"
        "h = torch.relu(x @ W1 + b1)\n"
        "p = h @ W2 + b2\n"
        "loss = ((p - y)**2).mean()\n"
        "loss.backward()\n",
    )
    x = make.tensor("x", "torch.tensor([[1., 2.], [3., -1.]])", 1, [[1.0, 2.0], [3.0, -1.0]])
    y = make.tensor("y", "torch.tensor([[1.], [0.]])", 2, [[1.0], [0.0]])
    w1 = make.tensor(
        "W1", "torch.tensor([[0.5, -0.2, 0.1], [0.3, 0.8, -0.5]], requires_grad=True)", 3,
        [[0.5, -0.2, 0.1], [0.3, 0.8, -0.5]], grad=[[7.8, 0.3, 16.8], [-4.0, 0.6, -5.6]],
    )  # fmt: skip
    b1 = make.tensor("b1", "torch.zeros(3, requires_grad=True)", 4, [0.0, 0.0, 0.0],
                     grad=[2.2, 0.3, 5.6])  # fmt: skip
    w2 = make.tensor("W2", "torch.tensor([[1.0], [-0.5], [2.0]], requires_grad=True)", 5,
                     [[1.0], [-0.5], [2.0]], grad=[[2.7], [-0.84], [2.24]])  # fmt: skip
    b2 = make.tensor("b2", "torch.zeros(1, requires_grad=True)", 6, [0.0], grad=[2.2])

    def step(names: str, expr: str, line: int, value: Value, grad_fn: str, *inputs: int) -> int:
        return make.tensor(names, expr, line, value, inputs=inputs, grad_fn=grad_fn,
                           gradient="passed")  # fmt: skip

    hidden = [[1.1, 1.4, -0.9], [1.2, -1.4, 0.8]]
    xw = step("", "x @ W1", 7, hidden, "MmBackward0", x, w1)
    z = step("", "x @ W1 + b1", 7, hidden, "AddBackward0", xw, b1)
    h = step("h", "torch.relu(x @ W1 + b1)", 7, [[1.1, 1.4, 0.0], [1.2, 0.0, 0.8]],
             "ReluBackward0", z)  # fmt: skip
    hw = step("", "h @ W2", 8, [[0.4], [2.8]], "MmBackward0", h, w2)
    p = step("p", "h @ W2 + b2", 8, [[0.4], [2.8]], "AddBackward0", hw, b2)
    d = step("", "p - y", 9, [[-0.6], [2.8]], "SubBackward0", p, y)
    s = step("", "(p - y)**2", 9, [[0.36], [7.84]], "PowBackward0", d)
    loss = step("loss", "((p - y)**2).mean()", 9, 4.1, "MeanBackward0", s)
    gp: Value = [[-0.6], [2.8]]
    gz: Value = [[-0.6, 0.3, 0.0], [2.8, 0.0, 5.6]]
    w1_grad, w2_grad = make.trace.tensors[w1].grad, make.trace.tensors[w2].grad
    make.backward(
        10, (loss,), [1.0],
        Step(loss, "mean", 1.0, [Product(s, [[0.5], [0.5]], "g / 2", False)]),
        Step(s, "pow", [[0.5], [0.5]], [Product(d, gp, "g * 2 * (p - y)", False)]),
        Step(d, "sub", gp, [Product(p, gp, "g", False)]),
        Step(p, "add", gp, [Product(hw, gp, "g", False), Product(b2, [2.2], "g.sum(0)", True)]),
        Step(hw, "mm", gp, [
            Product(h, [[-0.6, 0.3, -1.2], [2.8, -1.4, 5.6]], "g @ W2.T", False),
            Product(w2, w2_grad, "h.T @ g", True),
        ]),
        Step(h, "relu", [[-0.6, 0.3, -1.2], [2.8, -1.4, 5.6]],
             [Product(z, gz, "g * (h > 0)", False)]),
        Step(z, "add", gz, [Product(xw, gz, "g", False),
                            Product(b1, [2.2, 0.3, 5.6], "g.sum(0)", True)]),
        Step(xw, "mm", gz, [Product(w1, w1_grad, "x.T @ g", True)]),
    )  # fmt: skip
    return make.trace


def detached() -> Trace:
    """What `detach()` and `no_grad()` cut off, and a gradient that is lost with them."""
    make = Maker(
        "detached.py",
        "x = torch.tensor(3., requires_grad=True)\n"
        "y = x * x\n"
        "d = y.detach()\n"
        "with torch.no_grad():\n"
        "    n = y * 2\n"
        "z = y * d + n\n"
        "z.backward()\n",
    )
    x = make.tensor("x", "torch.tensor(3., requires_grad=True)", 1, 3.0, grad=54.0)
    y = make.tensor("y", "x * x", 2, 9.0, inputs=(x, x), grad_fn="MulBackward0", gradient="passed")
    d = make.tensor("d", "y.detach()", 3, 9.0, inputs=(y,), op="detach", reason="detached")
    n = make.tensor("n", "y * 2", 5, 18.0, inputs=(y,), op="mul", reason="made under no_grad()")
    yd = make.tensor("", "y * d", 6, 81.0, inputs=(y, d), grad_fn="MulBackward0",
                     gradient="passed")  # fmt: skip
    z = make.tensor("z", "y * d + n", 6, 99.0, inputs=(yd, n), grad_fn="AddBackward0",
                    gradient="passed")  # fmt: skip
    make.backward(
        7, (z,), [1.0],
        Step(z, "add", 1.0, [Product(yd, 1.0, "g", False)]),
        Step(yd, "mul", 1.0, [Product(y, 9.0, "g * d", False)]),
        Step(y, "mul", 9.0, [Product(x, 27.0, "g * x", True), Product(x, 27.0, "g * x", True)]),
    )  # fmt: skip
    return make.trace


def in_place() -> Trace:
    """A tensor that is changed in place, a name that is bound anew, a warning."""
    make = Maker(
        "in_place.py",
        "x = torch.ones(2, requires_grad=True)\n"
        "y = x * 3\n"
        "y.add_(1)\n"
        "y *= 2\n"
        "x = y.sum()\n"
        "x.backward()\n"
        "print(y.grad)\n",
    )
    leaf = make.tensor("x", "torch.ones(2, requires_grad=True)", 1, [1.0, 1.0], grad=[6.0, 6.0])
    y0 = make.tensor("y", "x * 3", 2, [3.0, 3.0], inputs=(leaf,), grad_fn="MulBackward0",
                     gradient="passed")  # fmt: skip
    y1 = make.tensor("y", "y.add_(1)", 3, [4.0, 4.0], inputs=(y0,), grad_fn="AddBackward0",
                     gradient="passed", version=1, version_of=y0)  # fmt: skip
    y2 = make.tensor("y", "y *= 2", 4, [8.0, 8.0], inputs=(y1,), grad_fn="MulBackward0",
                     gradient="passed", version=2, version_of=y0)  # fmt: skip
    total = make.tensor("x", "y.sum()", 5, 16.0, inputs=(y2,), grad_fn="SumBackward0",
                        gradient="passed")  # fmt: skip
    make.backward(
        6, (total,), [1.0],
        Step(total, "sum", 1.0, [Product(y2, [1.0, 1.0], "g", False)]),
        Step(y2, "mul", [1.0, 1.0], [Product(y1, [2.0, 2.0], "g * 2", False)]),
        Step(y1, "add", [2.0, 2.0], [Product(y0, [2.0, 2.0], "g", False)]),
        Step(y0, "mul", [2.0, 2.0], [Product(leaf, [6.0, 6.0], "g * 3", True)]),
    )  # fmt: skip
    make.trace.warnings.append(
        Warning(
            "UserWarning",
            "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad"
            " attribute won't be populated during autograd.backward().",
            make.span(7, "y.grad"),
        )
    )
    make.event("warning", 7, index=0)
    make.event("print", 7, text="None\n")
    make.trace.output = "None\n"
    return make.trace


def empty() -> Trace:
    """A program without a tensor."""
    return Maker("empty.py", "\n").trace


def loop(turns: int = 6) -> Trace:
    """Gradient descent, `turns` steps; the loss is made in a function."""
    make = Maker(
        "descent.py",
        "def f(w):\n"
        "    e = w - 3\n"
        "    return e * e\n"
        "w = torch.tensor(1., requires_grad=True)\n"
        f"for step in range({turns}):\n"
        "    loss = f(w)\n"
        "    loss.backward()\n"
        "    with torch.no_grad():\n"
        "        w -= 0.25 * w.grad\n"
        "    w.grad.zero_()\n"
        "print(w)\n",
    )
    scopes = make.trace.scopes
    value = 1.0
    first = w = make.tensor("w", "torch.tensor(1., requires_grad=True)", 4, value, grad=0.0)
    for turn in range(turns):
        scopes.append(Scope("loop", f"step={turn}", make.span(5), None))
        outer = len(scopes) - 1
        scopes.append(Scope("call", "f()", make.span(6, "f(w)"), outer))
        off = value - 3
        e = make.tensor("e", "w - 3", 2, off, inputs=(w,), grad_fn="SubBackward0",
                        gradient="passed", scope=outer + 1)  # fmt: skip
        loss = make.tensor("loss", "e * e", 3, off * off, inputs=(e, e), grad_fn="MulBackward0",
                           gradient="passed", scope=outer + 1)  # fmt: skip
        make.backward(
            7, (loss,), [1.0],
            Step(loss, "mul", 1.0, [Product(e, off, "g * e", False)] * 2),
            Step(e, "sub", 2 * off, [Product(w, 2 * off, "g", True)]),
        )  # fmt: skip
        grad = make.tensor("", "w.grad", 9, 2 * off, op="grad", scope=outer)
        value -= 0.5 * off
        change = make.tensor("", "0.25 * w.grad", 9, 0.5 * off, inputs=(grad,), op="mul",
                             scope=outer)  # fmt: skip
        w = make.tensor("w", "w -= 0.25 * w.grad", 9, value, inputs=(w, change), op="sub",
                        requires_grad=True, grad=0.0, version=turn + 1, version_of=first,
                        scope=outer)  # fmt: skip
    del make.trace.variables["e"]
    make.event("print", 11, text=f"tensor({value:.4f}, requires_grad=True)\n")
    make.trace.output = f"tensor({value:.4f}, requires_grad=True)\n"
    return make.trace


HOSTILE = (
    "\x1b[31mred\x1b[0m", "nul\x00", "c1\x9b31m", "del\x7f", "\u202eevil", "zero\u200bwidth",
    "line\u2028end", "cr\rlf\n", "\ud800", "宽名字", "e\u0301" * 9, "<b>&amp;</b>", '"quoted\\"',
    "back\\slash\\", "\\N\\G", "tab\there", "日本" * 300, "x" * 10_000, "{curly}", "[red]markup[/]",
)  # fmt: skip
"""Texts that must not reach a terminal, an SVG, a page or a label as they are."""


def hostile() -> Trace:
    """Hostile texts wherever a Trace has room for one."""
    make = Maker("\x1b]0;owned\x07" + "p/" * 200 + "\u202ename.py", "\n")
    last: tuple[int, ...] = ()
    for text in HOSTILE:
        i = make.tensor("", text, 1, [1.0, "Infinity"], inputs=last, grad_fn=text,
                        gradient="passed", reason=text, dtype=text)  # fmt: skip
        record = make.trace.tensors[i]
        record.names = [text, text]
        record.op = text
        make.trace.variables[text] = Variable(tensor=i)
        make.trace.scopes.append(Scope("loop", text, make.span(1), None))
        record.scope = len(make.trace.scopes) - 1
        make.trace.warnings.append(Warning(text, text, make.span(1)))
        last = (i, *last[:3])
    make.backward(1, last, [[1.0, "NaN"]] * len(last))
    make.trace.output = "\n".join(HOSTILE)
    make.trace.error = Error("\x1b[2J", "\x1b[2J", make.span(1))
    return make.trace


TRACES: dict[str, Callable[[], Trace]] = {
    "abfg": abfg,
    "error": error,
    "mlp": mlp,
    "detached": detached,
    "in_place": in_place,
    "empty": empty,
    "loop": loop,
    "hostile": hostile,
}
