"""The op table on PyTorch's own samples (OpInfo): values, gradients, second gradients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pytest

from gradviz.engine import autograd
from gradviz.engine.dtypes import DTYPES
from gradviz.engine.messages import TorchError
from gradviz.engine.op import Callee, Query, whole_table
from gradviz.engine.tape import Tape
from gradviz.engine.tensor import Tensor
from gradviz.language.calls import bind
from gradviz.limits import Budget, Limits

if TYPE_CHECKING:
    import torch
    from torch.testing._internal.opinfo.core import OpInfo, SampleInput
else:
    torch = pytest.importorskip("torch")

pytestmark = [pytest.mark.torch, pytest.mark.filterwarnings("ignore")]

BY_NAME = {dtype.name: dtype for dtype in DTYPES}
PREFIXES = {"torch.": "", "F.": "nn.functional.", "linalg.": "linalg.", ".": ""}

RANDOM = {"bernoulli", "multinomial", "normal", "nn.functional.dropout", "rand_like", "randn_like",
          "randint_like", "nn.functional.dropout2d", "nn.functional.dropout3d", "randint",
          "nn.functional.alpha_dropout", "nn.functional.feature_alpha_dropout", "uniform", "randn",
          "nn.functional.rrelu", "exponential", "geometric", "log_normal", "cauchy"}  # fmt: skip
"""Compared bit by bit elsewhere."""

NOT_COMPARED = {
    "linalg.eigh": "the signs of the vectors are the library's choice",
    "linalg.svd": "the signs of the vectors are the library's choice",
    "svd": "the signs of the vectors are the library's choice",
    "empty_like": "its elements are left to chance",
    "resize_": "it has no result of its own",
    "to": "the language's own",
    "linalg.pinv.singular": "its samples are factors of the matrix",
}

ARRANGED: dict[str, Callable[..., tuple[object, ...]]] = {
    "einsum": lambda operands, equation: (equation, *operands),
    "polygamma": lambda input, n: (n, input),
    "special.polygamma": lambda input, n: (n, input),
    "where": lambda input, condition, other: (condition, input, other),
    "nn.functional.embedding": lambda weight, indices: (indices, weight),
    "nn.functional.embedding_bag": lambda weight, indices, *rest: (indices, weight, *rest),
}
"""Where PyTorch's entry takes the arguments in another order than its function."""

COMPARED = {"linalg.lstsq.grad_oriented": 2}
"""How many of the results PyTorch's entry gives, where its function gives more."""

UNTAKEN = {"GV182"}
"""Codes of what gradviz refuses although PyTorch does not."""

KNOWN = {("nn.functional.batch_norm", number): "no dimension for channels" for number in (3, 4)}
"""Samples by number that gradviz refuses and PyTorch computes."""

MOSTLY_UNTAKEN: set[str] = set()
"""Ops most of whose samples have arguments that gradviz does not take."""


class Untaken(Exception):  # noqa: N818  # it is a reason, and no error
    """An argument that gradviz does not take, in a word."""


def op_infos() -> Iterator[tuple[OpInfo, Callee]]:
    """PyTorch's entries, each with the callee that it is called by here."""
    from torch.testing._internal.common_methods_invocations import op_db  # noqa: PLC0415

    spelled: dict[str, Callee] = {}
    for callee in whole_table():
        for spelling in callee.torch:
            for prefix, home in PREFIXES.items():
                if spelling.startswith(prefix):
                    spelled.setdefault(home + spelling.removeprefix(prefix), callee)
                    break
    for info in op_db:
        callee = spelled.get(info.name)
        if callee and info.name not in RANDOM and not {info.name, info.full_name} & {*NOT_COMPARED}:
            yield info, callee


def converted(value: object, tape: Tape, inputs: list[Tensor]) -> object:
    """An argument of PyTorch's as one of ours."""
    if isinstance(value, torch.Tensor):
        name = str(value.dtype).removeprefix("torch.")
        if value.layout != torch.strided or name not in BY_NAME:
            raise Untaken(f"a tensor of {name}")
        data = value.detach().numpy().copy()
        leaf = tape.leaf(data if data.ndim else data[()], requires_grad=value.requires_grad)
        if value.requires_grad:
            inputs.append(leaf)
        return leaf
    if isinstance(value, torch.dtype):
        name = str(value).removeprefix("torch.")
        if name not in BY_NAME:
            raise Untaken(f"the dtype {name}")
        return BY_NAME[name]
    if isinstance(value, list | tuple):
        return tuple(converted(item, tape, inputs) for item in value)
    if isinstance(value, complex | torch.device | torch.memory_format | torch.layout | range):
        raise Untaken(type(value).__name__)
    return value


def leaves_of(value: object) -> Iterator[torch.Tensor]:
    """The tensors among arguments that require a gradient, in order."""
    if isinstance(value, torch.Tensor):
        if value.requires_grad:
            yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from leaves_of(item)
    elif isinstance(value, dict):
        yield from leaves_of(list(value.values()))


def results(value: object) -> list[object]:
    """The results of a call, one after the other."""
    if isinstance(value, list | tuple):
        return [result for item in value for result in results(item)]
    return [value]


def close(ours: object, theirs: torch.Tensor, what: str, slack: float = 1.0) -> None:
    assert isinstance(ours, Tensor), what
    expected = theirs.numpy(force=True)
    assert ours.dtype.name == str(theirs.dtype).removeprefix("torch."), f"dtype of {what}"
    assert ours.shape == expected.shape, f"shape of {what}"
    floating = expected.dtype.kind == "f"
    finite = np.abs(expected[np.isfinite(expected)]) if floating else np.zeros(0)
    eps = float(np.finfo(expected.dtype).eps) if floating else 0.0
    np.testing.assert_allclose(
        np.asarray(ours.data), expected, rtol=100 * slack * eps,
        atol=100 * slack * eps * max(1.0, float(finite.max(initial=0.0))), err_msg=what,
    )  # fmt: skip


def weights_for(tensors: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """Cotangents that treat no two elements alike."""
    return [
        (torch.arange(t.numel(), dtype=torch.float64) * 0.37 % 1 + 0.5).reshape(t.shape).to(t.dtype)
        for t in tensors
    ]


def compare(info: OpInfo, callee: Callee, sample: SampleInput) -> None:
    """One sample; raises Untaken where gradviz does not take its arguments."""
    tape = Tape(Budget(Limits()))
    inputs: list[Tensor] = []
    order = ARRANGED.get(info.name, lambda *args: args)
    given = order(sample.input, *sample.args)
    args = [converted(arg, tape, inputs) for arg in given]
    keywords = {name: converted(value, tape, inputs) for name, value in sample.kwargs.items()}
    operands, attrs = bind(info.name, callee, args, keywords)
    leaves = list(leaves_of([*given, sample.kwargs]))
    theirs = results(info.op(sample.input, *sample.args, **sample.kwargs))
    try:
        with np.errstate(all="ignore"):
            ours = results(tape.call(callee, operands, attrs))
    except TorchError as error:
        if error.code in UNTAKEN:
            raise Untaken(error.message) from None
        raise
    ours = ours[: COMPARED.get(info.full_name)]
    assert len(ours) == len(theirs), "number of results"
    for k, (mine, yours) in enumerate(zip(ours, theirs, strict=True)):
        if isinstance(yours, torch.Tensor):
            close(mine, yours, f"result {k}", 10)
        else:
            assert mine == yours
    if not isinstance(callee, Query):
        compare_gradients(info, tape, (inputs, ours), (leaves, theirs))


def compare_gradients(
    info: OpInfo, tape: Tape, ours: tuple[list[Tensor], list[object]],
    theirs: tuple[list[torch.Tensor], list[object]],
) -> None:  # fmt: skip
    """The products of one cotangent, and the products of these."""
    inputs, leaves = ours[0], theirs[0]
    pairs = [
        (m, y) for m, y in zip(ours[1], theirs[1], strict=True)
        if isinstance(y, torch.Tensor) and y.requires_grad and isinstance(m, Tensor)
        and m.requires_grad
    ]  # fmt: skip
    if not pairs or not info.supports_autograd:
        return
    second = bool(info.supports_gradgrad)
    found: list[tuple[Tensor, torch.Tensor]] = pairs
    for order in (1, 2):
        roots = [y for _, y in found]
        seeds = weights_for(roots)
        try:
            yours = torch.autograd.grad(
                roots, leaves, seeds, create_graph=second, allow_unused=True, retain_graph=True
            )
        except RuntimeError as error:
            if "not implemented" in str(error) or "does not support" in str(error):
                return
            raise
        with np.errstate(all="ignore"):
            mine = autograd.grad(
                tape, [m for m, _ in found], inputs,
                [tape.leaf(seed.numpy() if seed.ndim else seed.numpy()[()]) for seed in seeds],
                create_graph=second, retain_graph=True, allow_unused=True, passes=[],
            )  # fmt: skip
        for k, (m, y) in enumerate(zip(mine, yours, strict=True)):
            expected = torch.zeros_like(leaves[k]) if y is None else y
            if m is None:
                assert not expected.any(), f"gradient {order} of input {k} is missing"
            else:
                close(m, expected, f"gradient {order} of input {k}", 100.0**order)
        if not second or order == 2:
            return
        found = [
            (m, y) for m, y in zip(mine, yours, strict=True)
            if m is not None and y is not None and m.requires_grad and y.requires_grad
        ]  # fmt: skip
        if not found:
            return


CASES = [
    pytest.param(
        info, callee, dtype, id=f"{info.name}.{info.variant_test_name}".rstrip(".") + f"-{dtype}"
    )
    for info, callee in op_infos()
    for dtype in ("float64", "float32")
    if getattr(torch, dtype) in info.supported_dtypes("cpu")
]


@pytest.mark.parametrize(("info", "callee", "dtype"), CASES)
def test_as_pytorch_on_its_own_samples(info: OpInfo, callee: Callee, dtype: str) -> None:
    torch.manual_seed(0)
    failures: list[str] = []
    compared = 0
    untaken: Counter[str] = Counter()
    samples = info.sample_inputs("cpu", getattr(torch, dtype), info.supports_autograd)
    for number, sample in enumerate(samples):
        if (info.name, number) in KNOWN:
            untaken[KNOWN[info.name, number]] += 1
            continue
        try:
            compare(info, callee, sample)
        except Untaken as reason:
            untaken[str(reason)] += 1
        except (AssertionError, TorchError) as error:
            failures.append(f"sample {number}: {type(error).__name__} {str(error)[:600]}")
        else:
            compared += 1
    assert not failures, "\n".join(failures[:3])
    assert compared > sum(untaken.values()) or info.full_name in MOSTLY_UNTAKEN, dict(untaken)
