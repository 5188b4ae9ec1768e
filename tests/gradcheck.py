"""Gradients against central differences, and gradients of gradients, for any row of the table.

Samples in the table say shapes and ranges (`gradviz.engine.samples`); here they become tensors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from gradviz.engine import autograd
from gradviz.engine.dtypes import DTYPES, DType, float64
from gradviz.engine.op import Callee, Overload, Sample, whole_table
from gradviz.engine.samples import Drawn, Given, Raw
from gradviz.engine.tape import Tape
from gradviz.engine.tensor import Tensor
from gradviz.limits import Budget, Limits

BY_NAME = {dtype.name: dtype for dtype in DTYPES}


def drawn(spec: Drawn, order: int) -> np.ndarray:
    """Distinct values of both signs where the range has both, none within 0.1 of 0 or a tie."""
    size = int(np.prod(spec.shape))
    steps = np.random.default_rng(order + 1).permutation(size)
    values = spec.low + (spec.high - spec.low) * (steps + 0.35 + 0.07 * (order % 5)) / max(size, 1)
    if spec.low < 0 < spec.high:
        values = np.where(np.abs(values) < 0.1, values + 0.23, values)
    return values.reshape(spec.shape)


def elements(spec: Drawn | Given, order: int, dtype: DType) -> np.ndarray | np.generic:
    """The elements that a sample's argument stands for; a numpy scalar where it is 0-d."""
    if isinstance(spec, Drawn):
        return drawn(spec, order).astype(dtype.numpy)[()]
    wanted = BY_NAME[spec.dtype] if spec.dtype else dtype
    return np.array(spec.elements, wanted.numpy)[()]


def materialized(sample: Sample, dtype: DType, make: Callable[[np.ndarray, bool], object]
                 ) -> tuple[list[object], dict[str, object]]:  # fmt: skip
    """A sample's arguments, its tensors made by `make(elements, floating)`."""
    order = iter(range(1000))

    def one(value: object) -> object:
        if isinstance(value, Drawn | Given):
            data = elements(value, next(order), dtype)
            return make(data, getattr(value, "requires_grad", True))
        if isinstance(value, Raw):
            return np.array(value.elements)
        if isinstance(value, list | tuple) and any(
            isinstance(v, Drawn | Given | Raw) for v in value
        ):
            return type(value)(one(v) for v in value)
        return value

    last = sample[-1] if sample and isinstance(sample[-1], dict) else {}
    args = sample[:-1] if last else sample
    return [one(arg) for arg in args], {name: one(value) for name, value in last.items()}


def samples_of(callee: Callee, *, kinks: bool = False) -> list[Sample]:
    """A callee's samples; an overload's are those of its forms."""
    if isinstance(callee, Overload):
        forms = [form for form in whole_table()
                 if form is not callee and form.title == callee.title]  # fmt: skip
        return [sample for form in forms for sample in samples_of(form, kinks=kinks)]
    return list(callee.kinks if kinks else callee.samples)


def is_floating(sample: Sample) -> bool:
    """Whether there is anything in a sample to differentiate by."""
    found: list[bool] = []
    materialized(sample, float64, lambda data, floating: found.append(floating))
    return any(found)


class Call:
    """A call of a callee on the tensors of a sample, made anew on a fresh tape each time."""

    def __init__(self, callee: Callee, sample: Sample, dtype: DType = float64) -> None:
        self.callee = callee
        self.sample = sample
        self.dtype = dtype

    def on(self, point: Sequence[np.ndarray] | None = None
           ) -> tuple[Tape, list[Tensor], list[Tensor]]:  # fmt: skip
        """The tape, the floating inputs, and the results that require a gradient."""
        tape = Tape(Budget(Limits()))
        inputs: list[Tensor] = []

        def make(data: np.ndarray, floating: bool) -> Tensor:
            if point is not None and floating:
                data = point[len(inputs)]
            own = data.copy() if data.ndim else data
            leaf = tape.leaf(own, requires_grad=floating)
            if floating:
                inputs.append(leaf)
            return leaf

        args, attrs = materialized(self.sample, self.dtype, make)
        with np.errstate(all="ignore"):
            result = tape.call(self.callee, self.callee.gather(args), attrs)
        return tape, inputs, list(tensors_in(result))

    def point(self) -> list[np.ndarray]:
        """The elements of the floating inputs."""
        return [np.array(tensor.data) for tensor in self.on()[1]]


def tensors_in(result: object) -> Iterator[Tensor]:
    """The tensors in a call's result."""
    if isinstance(result, Tensor):
        yield result
    elif isinstance(result, list | tuple):
        for item in result:
            yield from tensors_in(item)


def weights(shape: tuple[int, ...], order: int) -> np.ndarray:
    """A cotangent that treats no two elements alike."""
    return drawn(Drawn(shape, 0.5, 1.5), order + 40)


def gradients(call: Call, point: Sequence[np.ndarray], seeds: Sequence[np.ndarray],
              *, create_graph: bool = False):  # fmt: skip
    """The vector-Jacobian products at `point`; the tape and the seeds' tensors for more."""
    tape, inputs, outputs = call.on(point)
    reached = [tensor for tensor in outputs if tensor.requires_grad]
    roots = [tape.leaf(np.asarray(seed)[()], requires_grad=create_graph) for seed in seeds]
    with np.errstate(all="ignore"):
        products = autograd.grad(
            tape, reached, inputs, roots, create_graph=create_graph, allow_unused=True, passes=[]
        )
    return tape, inputs, roots, products


def value(call: Call, point: Sequence[np.ndarray], seeds: Sequence[np.ndarray]) -> float:
    """The results weighted by the seeds: the function whose gradient is the product."""
    outputs = [tensor for tensor in call.on(point)[2] if tensor.requires_grad]
    return float(
        sum((np.asarray(t.data) * seed).sum() for t, seed in zip(outputs, seeds, strict=True))
    )


def differences(function: Callable[[Sequence[np.ndarray]], float],
                point: Sequence[np.ndarray], step: float = 1e-6) -> list[np.ndarray]:  # fmt: skip
    """Central differences of a scalar function, for each element of each array."""
    result = []
    for k, array in enumerate(point):
        slopes = np.zeros(array.shape)
        for at in np.ndindex(array.shape):
            ends = []
            for sign in (1, -1):
                moved = [other.copy() for other in point]
                moved[k][at] += sign * step
                ends.append(function(moved))
            slopes[at] = (ends[0] - ends[1]) / (2 * step)
        result.append(slopes)
    return result


def seeds_for(call: Call) -> list[np.ndarray]:
    """A cotangent for each result that requires a gradient."""
    outputs = [tensor for tensor in call.on()[2] if tensor.requires_grad]
    return [weights(tensor.shape, order) for order, tensor in enumerate(outputs)]


def assert_close(got: Sequence[Tensor | None], expected: Sequence[np.ndarray], what: str) -> None:
    for position, (tensor, numbers) in enumerate(zip(got, expected, strict=True)):
        found = np.zeros(numbers.shape) if tensor is None else np.asarray(tensor.data)
        assert found.shape == numbers.shape, f"{what} of input {position}: shape {found.shape}"
        np.testing.assert_allclose(
            found, numbers, rtol=1e-5, atol=1e-6, err_msg=f"{what} of input {position}"
        )


def gradcheck(callee: Callee, sample: Sample) -> None:
    """Each rule's product against central differences."""
    call = Call(callee, sample)
    point, seeds = call.point(), seeds_for(call)
    if not seeds:
        raise AssertionError("no result requires a gradient")
    _, _, _, products = gradients(call, point, seeds)
    assert_close(products, differences(lambda p: value(call, p, seeds), point), "gradient")


def gradgradcheck(callee: Callee, sample: Sample) -> None:
    """The gradient of the products, in inputs and cotangents, against central differences."""
    call = Call(callee, sample)
    point, seeds = call.point(), seeds_for(call)
    count = len(point)

    def weighted(at: Sequence[np.ndarray]) -> float:
        products = gradients(call, at[:count], at[count:])[3]
        return float(sum(
            (np.asarray(p.data) * weights(p.shape, 7 + k)).sum()
            for k, p in enumerate(products) if p is not None
        ))  # fmt: skip

    tape, inputs, roots, products = gradients(call, point, seeds, create_graph=True)
    kept = [(k, p) for k, p in enumerate(products) if p is not None and p.requires_grad]
    second: list[Tensor | None] = [None] * (len(inputs) + len(roots))
    if kept:
        second = autograd.grad(
            tape,
            [p for _, p in kept],
            [*inputs, *roots],
            [tape.leaf(np.asarray(weights(p.shape, 7 + k))[()]) for k, p in kept],
            allow_unused=True,
            passes=[],
        )
    assert_close(second, differences(weighted, [*point, *seeds]), "second gradient")
