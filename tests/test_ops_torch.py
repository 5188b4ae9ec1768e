"""The op table against PyTorch: values, dtypes, graphs, gradients, error texts."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
import pytest
from gradcheck import Call, materialized, samples_of, weights

from gradviz.engine import autograd
from gradviz.engine.dtypes import DType, float32, float64
from gradviz.engine.op import Callee
from gradviz.engine.ops import TABLE
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


def plain_spelling(callee: Callee) -> str:
    """A spelling that takes keywords too: not an operator, where there is another; not in place."""
    if callee.family == "in_place":
        return ""  # the graph of `x.fill_(2)` is not that of `torch.fill(x, 2)`
    names = [name for name in callee.torch if not name.endswith("_")]
    return next((name for name in names if name not in OPERATORS), "".join(names[:1]))


SPELLED = [
    pytest.param(callee, sample, id=f"{callee.name}-{number}")
    for callee in TABLE.values()
    if plain_spelling(callee)
    for number, sample in enumerate(samples_of(callee))
]
KINKS = [
    pytest.param(callee, sample, id=f"{callee.name}-{number}")
    for callee in TABLE.values()
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
        for callee in TABLE.values()
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
