"""The op table against PyTorch: values, dtypes, graphs, gradients, error texts."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from gradcheck import Call, materialized, samples_of, weights

import gradviz
from gradviz.engine import autograd
from gradviz.engine.dtypes import DType, float32, float64
from gradviz.engine.op import Callee, whole_table
from gradviz.engine.tape import Tape
from gradviz.engine.tensor import Tensor

if TYPE_CHECKING:
    import torch
else:
    torch = pytest.importorskip("torch")

pytestmark = [
    pytest.mark.torch,
    pytest.mark.filterwarnings("ignore::UserWarning"),
]

OPERATORS: dict[str, Callable[..., object]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "//": operator.floordiv, "%": operator.mod, "**": operator.pow, "@": operator.matmul,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge, "&": operator.and_, "|": operator.or_,
    "^": operator.xor, "~": operator.invert, "<<": operator.lshift, ">>": operator.rshift,
    "abs": abs,
}  # fmt: skip


DISAGREE = {
    "test_same_as_torch[where-5-": "PyTorch does not take a condition that is no mask",
    "test_same_as_torch[where-6-": "PyTorch does not take a condition that is no mask",
    "test_same_as_torch[linalg_cond-1-": "PyTorch's second backward fails for its norm of order 1",
    "test_same_as_torch[linalg_cond-2-": "PyTorch's second backward fails for its norm of rows",
    "test_same_as_torch[linalg_matrix_exp-0-float64": "the last bits of a series",
    "test_same_as_torch[linalg_matrix_exp-1-float64": "the last bits of a series",
    "test_same_as_torch[linalg_tensorinv-0-": "PyTorch's graph has ReshapeAliasBackward0",
}
"""Beginnings of the names of tests on which gradviz does not agree with PyTorch yet, and why.

They are run all the same, and must be taken from here as soon as they agree.
"""


GRAPHS_DIFFER = {
    "block_diag": "PyTorch sums over a block of one dimension",
    "cov": "the order in which gradients of the weights add up",
    "linalg_inv": "how a product lies in memory decides between views",
    "linalg_cholesky": "how a product lies in memory decides between views",
    "linalg_qr": "PyTorch's graph has CopySlices",
    "qr": "PyTorch's graph has CopySlices",
    "linalg_matrix_exp": "PyTorch's graph has CopySlices",
    "linalg_eigh": "PyTorch's graph has CopySlices",
    "linalg_svd": "PyTorch's graph has CopySlices",
    "svd": "PyTorch's graph has CopySlices",
    "cumprod": "PyTorch's graph has CopySlices where an element is 0",
    "binary_cross_entropy": "versions of the target's gradient",
    "aminmax": "the version of its gradient where both results have one",
    "copysign": "the version of a gradient that is summed up",
    "bilinear": "PyTorch's graph has TrilinearBackward0",
    "group_norm": "PyTorch's graph has its sums one by one",
    "scaled_dot_product_attention": "PyTorch's graph has NotImplemented",
}
"""Ops the graphs of whose recorded gradients are not PyTorch's yet, and why."""


@pytest.fixture(autouse=True)
def known_to_disagree(request: pytest.FixtureRequest) -> None:
    for begin, reason in DISAGREE.items():
        if request.node.name.startswith(begin):
            request.applymarker(pytest.mark.xfail(strict=True, reason=reason))
    name, _, parameters = request.node.name.partition("[")
    reason = GRAPHS_DIFFER.get(parameters.removesuffix("]"))
    if name == "test_gradients_have_torchs_graphs" and reason is not None:
        request.applymarker(pytest.mark.xfail(strict=True, reason=reason))


def plain_spelling(callee: Callee) -> str:
    """A spelling that takes keywords too: not an operator, where there is another; not in place."""
    if callee.family == "in_place":
        return ""  # the graph of `x.fill_(2)` is not that of `torch.fill(x, 2)`
    names = [name for name in callee.torch if not name.endswith("_")]
    return next((name for name in names if name not in OPERATORS), "".join(names[:1]))


SPELLED = [
    pytest.param(callee, sample, id=f"{callee.name}-{number}")
    for callee in whole_table()
    if plain_spelling(callee)
    for number, sample in enumerate(samples_of(callee))
]
KINKS = [
    pytest.param(callee, sample, id=f"{callee.name}-{number}")
    for callee in whole_table()
    if plain_spelling(callee)
    for number, sample in enumerate(samples_of(callee, kinks=True))
]


def spelled(spelling: str) -> Callable[..., object]:
    """What PyTorch has under a spelling of the table."""
    if spelling in OPERATORS:
        return OPERATORS[spelling]
    head, _, name = spelling.partition(".")
    if not head:

        def method(target: object, *args: object, **attrs: object) -> object:
            attribute = getattr(target, name)
            return attribute(*args, **attrs) if callable(attribute) else attribute

        return method
    home = {"torch": torch, "F": torch.nn.functional, "linalg": torch.linalg}[head]
    for part in name.split("."):
        home = getattr(home, part)
    assert callable(home)
    return home


def torch_dtype(dtype: DType) -> torch.dtype:
    found = getattr(torch, dtype.name)
    assert isinstance(found, torch.dtype)
    return found


def in_torch(
    callee: Callee, spelling: str, sample: tuple[object, ...], dtype: DType
) -> tuple[list[torch.Tensor], object]:
    """The floating inputs and the result of the call under PyTorch."""
    inputs: list[torch.Tensor] = []

    def make(data: np.ndarray, floating: bool) -> torch.Tensor:
        tensor = torch.tensor(np.asarray(data))
        if floating:
            inputs.append(tensor.requires_grad_())
        return tensor

    args, attrs = materialized(sample, dtype, make)
    args = [torch_dtype(arg) if isinstance(arg, DType) else arg for arg in args]
    attrs = {n: torch_dtype(v) if isinstance(v, DType) else v for n, v in attrs.items()}
    if callee.gathers and isinstance(args[-1], list):
        args = [*args[:-1], *args[-1]]
    return inputs, spelled(spelling)(*callee.gather(args), **attrs)


def torch_tensors(result: object) -> Iterator[torch.Tensor]:
    if isinstance(result, torch.Tensor):
        yield result
    elif isinstance(result, tuple | list):
        for item in result:
            yield from torch_tensors(item)


def torch_graph(fn: object) -> list[object]:
    """The names of the nodes below `fn`, as nested lists."""
    below = [torch_graph(child) for child, _ in fn.next_functions if child is not None]
    return [fn.name().rpartition("::")[2], *below]


def our_graph(tape: Tape, at: int) -> list[object]:
    """The same of a tape."""
    node = tape.nodes[at]
    name = tape.grad_fn_of(node)
    if name is None:
        return ["AccumulateGrad"]
    below = [our_graph(tape, i) for k, i in enumerate(node.inputs)
             if i is not None and node.wants >> k & 1]  # fmt: skip
    return [name, *below]


def assert_same(ours: Tensor, theirs: torch.Tensor, what: str, size: float = 0.0) -> None:
    """The same dtype and shape, and values within a few units in the last place.

    Of the largest among them, that is, or of `size`, where larger ones have cancelled.
    """
    assert ours.dtype.name == str(theirs.dtype).removeprefix("torch."), f"dtype of {what}"
    assert tuple(ours.shape) == tuple(theirs.shape), f"shape of {what}"
    expected = theirs.numpy(force=True)
    floating = expected.dtype.kind == "f"
    tolerance = 4 * np.finfo(expected.dtype).eps if floating else 0
    finite = np.abs(expected[np.isfinite(expected)]) if floating else np.zeros(0)
    np.testing.assert_allclose(
        np.asarray(ours.data), expected, rtol=tolerance,
        atol=tolerance * finite.max(initial=size), err_msg=what,
    )  # fmt: skip


def compare(callee: Callee, sample: tuple[object, ...], dtype: DType, *, second: bool) -> None:
    """Everything about one call, its gradients, and theirs."""
    inputs, result = in_torch(callee, plain_spelling(callee), sample, dtype)
    theirs = list(torch_tensors(result))
    tape, our_inputs, ours = Call(callee, sample, dtype).on()
    assert len(ours) == len(theirs)
    for mine, yours in zip(ours, theirs, strict=True):
        assert_same(mine, yours, "value")
        assert mine.requires_grad == yours.requires_grad
        if yours.requires_grad and yours.grad_fn is not None:
            assert our_graph(tape, mine.at) == torch_graph(yours.grad_fn)
    reached = [(m, y) for m, y in zip(ours, theirs, strict=True) if y.requires_grad]
    if not reached or tape.grad_fn(reached[0][0]) == "NotImplemented":
        return
    seeds = [weights(m.shape, k).astype(m.dtype.numpy) for k, (m, _) in enumerate(reached)]
    products = torch.autograd.grad(
        [y for _, y in reached], inputs, [torch.tensor(seed) for seed in seeds],
        create_graph=second, allow_unused=True,
    )  # fmt: skip
    with np.errstate(all="ignore"):
        our_products = autograd.grad(
            tape, [m for m, _ in reached], our_inputs,
            [tape.leaf(np.asarray(seed)[()]) for seed in seeds],
            create_graph=second, allow_unused=True, passes=[],
        )  # fmt: skip
    for k, (mine, yours) in enumerate(zip(our_products, products, strict=True)):
        assert (mine is None) == (yours is None), f"whether input {k} is reached"
        if mine is not None and yours is not None:
            assert_same(mine, yours, f"gradient of input {k}", size=1.0)
    if second:
        compare_second(tape, our_inputs, our_products, inputs, products)


def compare_second(
    tape: Tape,
    our_inputs: list[Tensor],
    our_products: list[Tensor | None],
    inputs: list[torch.Tensor],
    products: tuple[torch.Tensor | None, ...],
) -> None:
    """The gradients of the products; a gradient of exactly zero may be missing on either side."""
    yours = [(k, p) for k, p in enumerate(products) if p is not None and p.requires_grad]
    mine = [(k, p) for k, p in enumerate(our_products) if p is not None and p.requires_grad]
    zeros = [torch.zeros_like(tensor) for tensor in inputs]
    theirs = list(zeros)
    if yours:
        try:
            found = torch.autograd.grad(
                [p for _, p in yours], inputs,
                [torch.tensor(weights(tuple(p.shape), 7 + k)).to(p.dtype) for k, p in yours],
                allow_unused=True,
            )  # fmt: skip
        except RuntimeError as error:
            assert "is not implemented" in str(error)
            return
        theirs = [zero if f is None else f for f, zero in zip(found, zeros, strict=True)]
    ours: list[Tensor | None] = [None] * len(inputs)
    if mine:
        with np.errstate(all="ignore"):
            ours = autograd.grad(
                tape, [p for _, p in mine], our_inputs,
                [tape.leaf(np.asarray(weights(p.shape, 7 + k).astype(p.dtype.numpy))[()])
                 for k, p in mine],
                allow_unused=True, passes=[],
            )  # fmt: skip
    for k, (tensor, expected) in enumerate(zip(ours, theirs, strict=True)):
        if tensor is None:
            assert not expected.any(), f"second gradient of input {k} is missing"
        else:
            np.testing.assert_allclose(
                np.asarray(tensor.data), expected.numpy(force=True), rtol=1e-4 if
                expected.dtype == torch.float32 else 1e-10, atol=1e-5 if
                expected.dtype == torch.float32 else 1e-10,
                err_msg=f"second gradient of input {k}",
            )  # fmt: skip


@pytest.mark.parametrize("dtype", [float32, float64], ids=lambda dtype: dtype.name)
@pytest.mark.parametrize(("callee", "sample"), SPELLED)
def test_same_as_torch(callee: Callee, sample: tuple[object, ...], dtype: DType) -> None:
    compare(callee, sample, dtype, second=True)


@pytest.mark.parametrize("dtype", [float32, float64], ids=lambda dtype: dtype.name)
@pytest.mark.parametrize(("callee", "sample"), KINKS)
def test_same_as_torch_at_kinks(callee: Callee, sample: tuple[object, ...], dtype: DType) -> None:
    compare(callee, sample, dtype, second=False)


@pytest.mark.parametrize(
    ("callee", "spelling"),
    [
        (callee, spelling)
        for callee in whole_table()
        for spelling in callee.torch[1:]
        if plain_spelling(callee) and not spelling.endswith("_")
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_every_spelling_is_torchs(callee: Callee, spelling: str) -> None:
    sample = [*samples_of(callee), *samples_of(callee, kinks=True)][0]
    tape, _, ours = Call(callee, sample, float32).on()
    theirs = list(torch_tensors(in_torch(callee, spelling, sample, float32)[1]))
    for mine, yours in zip(ours, theirs, strict=True):
        assert_same(mine, yours, spelling)
        if yours.grad_fn is not None:
            assert our_graph(tape, mine.at) == torch_graph(yours.grad_fn)


def graph_below(fn: object, seen: dict[int, tuple[object, object]]) -> object:
    """`torch_graph` for large graphs, whose parts are shared."""
    if id(fn) not in seen:
        below = [graph_below(child, seen) for child, _ in fn.next_functions if child is not None]
        seen[id(fn)] = [fn.name().rpartition("::")[2], *below], fn
    return seen[id(fn)][0]


def our_graph_below(tape: Tape, at: int, seen: dict[int, object]) -> object:
    """The same of a tape."""
    node = tape.nodes[at].history or tape.nodes[at]
    if node.id not in seen:
        name = tape.grad_fn_of(node)
        below = [our_graph_below(tape, i, seen) for k, i in enumerate(node.inputs)
                 if i is not None and node.wants >> k & 1]  # fmt: skip
        seen[node.id] = ["AccumulateGrad"] if name is None else [name, *below]
    return seen[node.id]


def compare_gradient_graphs(
    callee: Callee, sample: tuple[object, ...], *, seeds_want: bool
) -> None:
    """The graphs and versions of recorded gradients, with seeds that require a gradient or not."""
    inputs, result = in_torch(callee, plain_spelling(callee), sample, float32)
    tape, our_inputs, ours = Call(callee, sample, float32).on()
    pairs = zip(ours, torch_tensors(result), strict=True)
    reached = [(mine, yours) for mine, yours in pairs if yours.requires_grad]
    if not reached or tape.grad_fn(reached[0][0]) == "NotImplemented":
        return
    seeds = [weights(m.shape, k).astype(m.dtype.numpy) for k, (m, _) in enumerate(reached)]
    theirs = torch.autograd.grad(
        [y for _, y in reached], inputs,
        [torch.tensor(seed, requires_grad=seeds_want) for seed in seeds],
        create_graph=True, allow_unused=True,
    )  # fmt: skip
    with np.errstate(all="ignore"):
        found = autograd.grad(
            tape, [m for m, _ in reached], our_inputs,
            [tape.leaf(np.asarray(seed)[()], requires_grad=seeds_want) for seed in seeds],
            create_graph=True, allow_unused=True, passes=[],
        )  # fmt: skip
    for k, (mine, yours) in enumerate(zip(found, theirs, strict=True)):
        assert (mine is None) == (yours is None), f"whether input {k} is reached"
        if mine is None or yours is None:
            continue
        what = f"gradient of input {k} of {sample}, seeds_want={seeds_want}"
        assert mine.requires_grad == yours.requires_grad, what
        assert mine.version == yours._version, f"version of the {what}"
        if yours.grad_fn is not None:
            assert our_graph_below(tape, mine.at, {}) == graph_below(yours.grad_fn, {}), what


@pytest.mark.parametrize(
    "callee", [callee for callee in whole_table() if plain_spelling(callee)],
    ids=lambda callee: callee.name,
)  # fmt: skip
def test_gradients_have_torchs_graphs(callee: Callee) -> None:
    for kinks in (False, True):
        for number, sample in enumerate(samples_of(callee, kinks=kinks)):
            if kinks or f"test_same_as_torch[{callee.name}-{number}-" not in DISAGREE:
                compare_gradient_graphs(callee, sample, seeds_want=False)
                compare_gradient_graphs(callee, sample, seeds_want=True)


BAD_CALLS = [
    "m.permute(0, 0)", "m.permute(0)", "m.permute(0, 5)", "torch.dot(m, a)", "torch.dot(a, s)",
    "torch.dot(a, d)", "torch.mv(a, a)", "torch.mv(m, m)", "torch.mv(m, d)", "torch.mm(m, a)",
    "torch.mm(a, m)", "torch.mm(m, md)", "a @ i", "m @ m.long()", "b @ b", "b @ c3",
    "torch.bmm(m, b)", "torch.bmm(b, m)", "torch.bmm(b, b)", "s @ a", "a @ o3", "a @ o33",
    "m @ o3", "F.linear(m, o33)", "F.linear(a, o33)", "F.linear(m, md)",
    "torch.addmm(o3, m, m)", "a.expand(3, 3)", "a.expand(-1, 2)", "m.expand(2)",
    "a.expand(2, -2)", "a.view(3)", "a.view(-1, -1)", "m.t().view(4)", "e.view(-1, 0)", "b.t()",
    "a.unsqueeze(3)", "a.squeeze(3)", "a.sum(3)", "a.sum((0, 0))", "m.sum((0, -2))", "s.sum(1)",
    "i.mean()", "i.mean(0)", "f.mean()", "a.std(5)", "-f", "f - f", "f - 1", "1 - f", "f - a",
    "a - f", "i ** -1", "a + o3", "torch.stack([a, m])", "torch.stack([])", "torch.cat([])",
    "torch.cat([a, m])", "torch.cat([s, s])", "torch.cat([m, o33], 1)", "m.split(0)",
    "m.split([1, 2])", "m.split(-1)", "m.chunk(0)", "m.unbind(3)", "m.flip(0, 0)", "m.flip(3)",
    "m.reshape(3)", "m.reshape(-1, 3)", "m.flatten(1, 0)", "m.gather(0, i)", "m.gather(0, i55)",
    "m.gather(0, m)", "m.gather(2, i55)", "m.index_select(0, i5)", "m.index_select(0, i55)",
    "m.masked_fill(m, 1)", "m.masked_fill(m > 1, a)", "m.narrow(0, 1, 2)",
    "torch.where(a, a, a)", "torch.where(f, a, o3)", "a.max(3)", "e.max()", "e.argmax()",
    "e2.max(0)", "e2.amax(0)", "a.prod(3)", "a.softmax(3)", "i.softmax(0)", "i.var()",
    "a.logsumexp(3)", "i.norm()", "f.abs()", "f.relu()", "i // 0", "i % 0", "f // f", "f % f",
    "i.clamp()", "a.clamp()", "a & a", "~a", "f.floor()", "a.cumsum(3)", "m.argmax(3)",
    "f.argmax()", "a.tril()", "b.diag()", "s.diag()", "b.trace()", "m.topk(5)",
    "torch.div(a, 2, rounding_mode='x')", "torch.outer(m, a)", "a.select(0, 5)", "m.select(2, 0)",
    "m.repeat(2)", "F.leaky_relu(i)", "F.elu(i)", "F.gelu(i)", "F.silu(i)", "F.softplus(i)",
    "F.mse_loss(a, o3)", "F.mse_loss(a, a, reduction='x')", "F.mse_loss(i, i)", "F.l1_loss(i, i)",
    "F.l1_loss(a, o3)", "F.cross_entropy(m, i5)", "F.cross_entropy(m, i15)",
    "F.cross_entropy(m, a)", "F.cross_entropy(m.long(), i)", "F.nll_loss(s, s)",
    "F.binary_cross_entropy(a, a)", "F.binary_cross_entropy(a, o3)",
    "F.binary_cross_entropy_with_logits(a, o3)", "F.log_softmax(a, 5)", "F.normalize(a)",
    "F.layer_norm(m, (3,))", "F.embedding(i5, m)", "b.transpose(0, 5)",
    "a[5]", "a[0, 0]", "a[::-1]", "m[[0, 5]]", "m[:, [0, 5]]", "m[o3 > 0]",
    "m[o33[:1] > 0]", "m[a]", "m[[0, 1], [0, 1, 1]]", "F.one_hot(a)", "F.one_hot(i, 2)",
]  # fmt: skip

SETUP = """
import torch
import torch.nn.functional as F
s, a, d = torch.tensor(2.), torch.tensor([1., 2.]), torch.tensor([1., 2.], dtype=torch.float64)
i, f, m = torch.tensor([1, 2]), torch.tensor([True, False]), torch.tensor([[1., 2.], [3., 4.]])
md, b, c3 = torch.ones(2, 2, dtype=torch.float64), torch.ones(2, 3, 4), torch.ones(5, 4, 2)
o3, o33, e, e2 = torch.ones(3), torch.ones(3, 3), torch.ones(0), torch.ones(0, 2)
i5, i55, i15 = torch.tensor([5]), torch.tensor([[5]]), torch.tensor([0, 5])
"""

CREATED = [
    "torch.tensor([1, 2.5])", "torch.tensor([True, 2])", "torch.tensor([True])",
    "torch.tensor([])", "torch.tensor([[]])", "torch.tensor([[], [1]])", "torch.tensor(1e300)",
    "torch.tensor(2**70, dtype=torch.float32)", "torch.tensor(3, dtype=torch.bool)",
    "torch.tensor(3.7, dtype=torch.int64)", "torch.tensor(-1, dtype=torch.uint8)",
    "torch.tensor([s, s])", "torch.tensor([[s, 1], [2, 3]])", "torch.tensor([a[0], i[0]])",
    "torch.tensor(range(3))", "torch.tensor([(1, 2), [3, 4]])", "torch.tensor([1., 2**70])",
    "torch.zeros(2, 3)", "torch.zeros([2, 3])", "torch.zeros(())", "torch.zeros(0)",
    "torch.zeros(2, dtype=torch.int64)", "torch.full((2,), 3)", "torch.full((2,), 3.)",
    "torch.full((2,), True)", "torch.full((2,), 3, dtype=torch.float32)", "torch.arange(5)",
    "torch.arange(5.)", "torch.arange(1, 5, 2)", "torch.arange(0, 1, .3)",
    "torch.arange(5, 0, -1)", "torch.arange(0, 1, .1)", "torch.arange(5, dtype=torch.float32)",
    "torch.arange(end=3)", "torch.eye(2)", "torch.eye(2, 3)", "torch.linspace(0, 1, 5)",
    "torch.linspace(0, 1, 1)", "torch.linspace(0, 1, 0)", "torch.linspace(-1, 1, 7)",
    "torch.linspace(0, 10, 4, dtype=torch.int64)", "torch.zeros_like(i)", "torch.ones_like(f)",
    "torch.full_like(i, 3.7)", "a.new_zeros(2)", "a.new_full((2,), 3)", "i.new_tensor([1.5])",
    "torch.tensor([1, 2], dtype=torch.float16)",
]  # fmt: skip

NOT_CREATED = [
    "torch.tensor([[1, 2], [3]])", "torch.tensor([[1, 2], 3])", "torch.tensor([1, [2]])",
    "torch.tensor([1., [2]])", "torch.tensor([1, 'a'])", "torch.tensor('a')",
    "torch.tensor([None])", "torch.tensor(None)", "torch.tensor({})", "torch.tensor(2**70)",
    "torch.tensor([2**70])", "torch.tensor(300, dtype=torch.uint8)", "torch.tensor([a, a])",
    "torch.tensor(float('nan'), dtype=torch.int64)", "torch.zeros(-1)", "torch.arange(5, 0)",
    "torch.arange(0, 5, 0)", "torch.arange(float('inf'))", "torch.eye(-1)",
    "torch.linspace(0, 1, -1)", "torch.tensor([1, 2], requires_grad=True)",
]  # fmt: skip


@pytest.mark.parametrize("call", [*BAD_CALLS, *NOT_CREATED])
def test_refused_in_torchs_words(call: str) -> None:
    with pytest.raises(Exception) as caught:
        exec(SETUP + call, {})
    error = gradviz.run(SETUP + call).error
    assert error is not None, "gradviz does not refuse it"
    assert (error.type, error.message) == (type(caught.value).__name__, str(caught.value))


@pytest.mark.parametrize("call", CREATED)
def test_created_as_torch_does(call: str) -> None:
    program = f"{SETUP}x = {call}\nprint(x.dtype, x.shape, x.tolist())"
    names: dict[str, object] = {}
    exec(program.replace("print", "text = str"), {"str": lambda *parts: parts}, names)
    trace = gradviz.run(program)
    assert trace.error is None, trace.error
    assert trace.output == " ".join(str(part) for part in names["text"]) + "\n"
