"""`torch.autograd.gradcheck` and `gradgradcheck`: derivatives beside finite differences.

Each element of each input is moved by `eps` to either side, which gives the Jacobian by columns;
backward passes give it by rows. PyTorch's fast mode looks at random combinations of both; here it
is the same check as the slow one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gradviz.engine.dtypes import FLOATING, DType, float64, promote
from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.calls import call
from gradviz.language.exceptions import EXCEPTIONS
from gradviz.language.functional.refusals import CODE
from gradviz.language.functional.tools import Work, runtime_error
from gradviz.language.machine import Machine
from gradviz.language.printing import tensor_text
from gradviz.language.random import DRAWING
from gradviz.language.signature import Signature
from gradviz.language.values import Builtin, Native, Type

Matrix = npt.NDArray[np.float64]
"""A Jacobian as PyTorch lays it out here: a row for each element of the input."""

CHECK_ERROR = "GradcheckError"
EXCEPTIONS.setdefault(CHECK_ERROR, Type(CHECK_ERROR, EXCEPTIONS["RuntimeError"]))

NOT_DOUBLE = (
    "Input #{index} requires gradient and is not a double precision floating point or complex. "
    "This check will likely fail if all the inputs are not of double precision floating point or "
    "complex. "
)
NONE_REQUIRED = (
    "gradcheck expects at least one input tensor to require gradient, but none of them have "
    "requires_grad=True."
)
OVERLAPPING = (
    "The {index}th input has a dimension with stride 0. gradcheck only supports inputs that are "
    "non-overlapping to be able to compute the numerical gradients correctly. You should call "
    ".contiguous on the input before passing it to gradcheck."
)
PERTURBED = (
    "Expected `func` to return outputs with the same {what} when inputs are perturbed on index "
    "{place} by {eps}, but got: {what}s {before} and {after}."
)
NOT_REENTRANT = (
    "Backward is not reentrant, i.e., running backward with same input and grad_output multiple "
    "times gives different values, although analytical gradient matches numerical gradient."
    "The tolerance for nondeterminism was {tolerance}.\n\nNOTE: If your op relies on "
    "non-deterministic operations i.e., it is listed here:\n"
    "https://pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html\n"
    "this failure might be expected.\n\n"
    "If you are adding a new operator, please file an issue and then use one of the\n"
    "workarounds. The workaround depends on how your test invokes gradcheck/gradgradcheck.\n"
    "If the test\n- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck\n"
    "  with `nondet_tol=<tol>` as a keyword argument.\n"
    "- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test\n"
    "  to have `gradcheck_nondet_tol=<tol>`.\n"
    "- is a Module test (e.g., in common_nn.py), then modify the corresponding\n"
    "  module_test entry to have `gradcheck_nondet_tol=<tol>`\n"
)


def check_error(text: str) -> TorchError:
    """What a check that fails raises."""
    return TorchError(CHECK_ERROR, text, CODE)


def as_tuple(value: object) -> tuple[object, ...]:
    """A tuple or list as a tuple, anything else alone in one."""
    return tuple(value) if isinstance(value, tuple | list) else (value,)


class Options(NamedTuple):
    """How far apart derivatives may be, and how the finite differences are taken."""

    eps: float
    atol: float
    rtol: float
    nondet_tol: float


class Check:
    """One gradient check of a function at its inputs."""

    __slots__ = ("function", "inputs", "options", "places", "work")

    def __init__(
        self, work: Work, function: object, inputs: tuple[object, ...], options: Options
    ) -> None:
        self.work = work
        self.function = function
        self.inputs = inputs
        self.options = options
        self.places = [
            i for i, value in enumerate(inputs) if type(value) is Tensor and value.requires_grad
        ]
        """Which inputs are differentiated."""

    def run(self, *, check_undefined_grad: bool) -> None:
        """Raises a GradcheckError where derivatives are wrong."""
        self.check_inputs()
        results = as_tuple(self.work.call(self.function, self.inputs))
        outputs = differentiable(results)
        numerical = [self.numerical(place, results) for place in self.places]
        if not outputs and any(bool(matrix.any()) for row in numerical for matrix in row):
            raise check_error("Numerical gradient for function expected to be zero")
        places = [i for i, result in enumerate(floating(results)) if result.requires_grad]
        for j, (output, place) in enumerate(zip(outputs, places, strict=True)):
            self.compare(j, output, [row[place] for row in numerical])
        self.check_zero_seeds(outputs)
        if check_undefined_grad:
            self.check_undefined()

    @property
    def leaves(self) -> list[Tensor]:
        """The inputs that are differentiated."""
        return [self.inputs[place] for place in self.places]  # type: ignore[misc]

    def check_inputs(self) -> None:
        """Whether the inputs allow of a check."""
        machine = self.work.machine
        for index in self.places:
            tensor = self.inputs[index]
            assert isinstance(tensor, Tensor)
            if tensor.dtype is not float64:
                machine.warn("UserWarning", NOT_DOUBLE.format(index=index), self.work.site)
            if any(
                n > 1 and not stride
                for n, stride in zip(tensor.shape, tensor.data.strides, strict=True)
            ):
                raise runtime_error(OVERLAPPING.format(index=index))
        if not self.places:
            raise TorchError("ValueError", NONE_REQUIRED, CODE)

    # ── finite differences ────────────────────────────────────────────────────────────────────

    def numerical(self, place: int, results: Sequence[object]) -> list[Matrix]:
        """The Jacobian of each result by one input, column by column."""
        tensor = self.inputs[place]
        assert isinstance(tensor, Tensor)
        count = tensor.data.size
        known = floating(results)
        self.work.machine.budget.charge_elements(count * sum(each.data.size for each in known))
        matrices = [np.zeros((count, each.data.size), each.dtype.numpy) for each in known]
        for element in range(count):
            self.work.machine.budget.charge_step()
            before = self.perturbed(place, element, -self.options.eps)
            after = self.perturbed(place, element, self.options.eps)
            index = tuple(int(i) for i in np.unravel_index(element, tensor.shape))
            for matrix, a, b in zip(matrices, before, after, strict=True):
                self.check_alike(a, b, index)
                difference: Matrix = np.subtract(b.data, a.data)
                slope = difference / difference.dtype.type(2 * self.options.eps)
                matrix[element] = np.reshape(slope, -1)
        return matrices

    def perturbed(self, place: int, element: int, by: float) -> list[Tensor]:
        """The results where one element of one input is moved."""
        tensor = self.inputs[place]
        assert isinstance(tensor, Tensor)
        work = self.work
        work.machine.budget.charge_op(tensor.data.size, tensor.data.size)
        data = np.array(tensor.data)
        data.reshape(-1)[element] += data.dtype.type(by)
        moved = work.tape.leaf(
            data if data.ndim else data[()],
            dtype=tensor.dtype, requires_grad=True, site=work.site,
        )  # fmt: skip
        args = [moved if value is tensor else value for value in self.inputs]
        return floating(as_tuple(work.call(self.function, args)))

    def check_alike(self, before: Tensor, after: Tensor, place: tuple[int, ...]) -> None:
        """What the function gives must not change in shape or dtype."""
        texts = {
            "shape": [f"torch.Size({list(each.shape)})" for each in (before, after)],
            "dtype": [f"torch.{each.dtype.name}" for each in (before, after)],
        }
        for what, (a, b) in texts.items():
            if a != b:
                text = PERTURBED.format(
                    what=what, place=place, eps=self.options.eps, before=a, after=b
                )
                raise TorchError("AssertionError", text, CODE)

    # ── backward passes ───────────────────────────────────────────────────────────────────────

    def compare(self, j: int, output: Tensor, numerical: list[Matrix]) -> None:
        """The Jacobians of one output, both ways."""
        analytical = self.analytical(output)
        for i, (a, n) in enumerate(zip(analytical, numerical, strict=True)):
            common = promote(self.leaves[i].dtype, output.dtype).numpy
            if not np.allclose(
                a.astype(common), n.astype(common), rtol=self.options.rtol, atol=self.options.atol
            ):
                raise check_error(
                    f"Jacobian mismatch for output {j} with respect to input {i},\n"
                    f"numerical:{self.shown(n, output.dtype)}\n"
                    f"analytical:{self.shown(a, self.leaves[i].dtype)}\n"
                )

    def shown(self, matrix: Matrix, dtype: DType) -> str:
        """A Jacobian as PyTorch prints it."""
        machine = self.work.machine
        machine.budget.charge_work(min(matrix.size, 10_000))
        return tensor_text(
            matrix,
            dtype.name,
            options=machine.print_options,
            default_dtype=machine.tape.default_dtype.name,
        )

    def analytical(self, output: Tensor) -> list[Matrix]:
        """The Jacobian of one output by each input; twice, to see that it is the same."""
        copy = self.work.op("clone", output)
        first = self.rows(copy)
        second = self.rows(self.work.op("clone", output))
        for a, b in zip(first, second, strict=True):
            if a.size and np.abs(a - b).max() > self.options.nondet_tol:
                raise check_error(NOT_REENTRANT.format(tolerance=self.options.nondet_tol))
        return first

    def rows(self, output: Tensor) -> list[Matrix]:
        """One backward pass for each element of an output."""
        work, leaves = self.work, self.leaves
        size = output.data.size
        work.machine.budget.charge_elements(size * sum(leaf.data.size for leaf in leaves))
        matrices = [np.zeros((leaf.data.size, size), leaf.dtype.numpy) for leaf in leaves]
        for element in range(size):
            work.machine.budget.charge_step()
            seed = work.one_hot(output, element)
            found = work.gradients([output], leaves, [seed], retain_graph=True)
            for gradient, leaf, matrix in zip(found, leaves, matrices, strict=True):
                if gradient is None:
                    continue
                if gradient.shape != leaf.shape:
                    raise check_error("Analytical gradient has incorrect size")
                matrix[:, element] = np.reshape(gradient.data, -1)
        return matrices

    def check_zero_seeds(self, outputs: Sequence[Tensor]) -> None:
        """Gradients are linear in what arrives: zeros give zeros."""
        seeds = [self.work.zeros_like(output) for output in outputs]
        found = self.work.gradients(outputs, self.leaves, seeds, retain_graph=True)
        for gradient, leaf in zip(found, self.leaves, strict=True):
            if gradient is None:
                continue
            if gradient.data.any():
                raise check_error("backward not multiplied by grad_output")
            if gradient.dtype is not leaf.dtype:
                raise check_error("grad is incorrect type")
            if gradient.shape != leaf.shape:
                raise check_error("grad is incorrect size")

    def check_undefined(self) -> None:
        """The same for gradients that do not arrive at all: all of them, then one at a time."""
        outputs = differentiable(as_tuple(self.work.call(self.function, self.inputs)))
        rounds = [outputs]
        if len(outputs) > 1:
            rounds += [
                differentiable(as_tuple(self.work.call(self.function, self.inputs)))
                for _ in outputs
            ]
        for each in rounds:
            seeds = [self.work.zeros_like(output) for output in each]
            found = self.work.gradients(each, self.leaves, seeds)
            if any(gradient is not None and gradient.data.any() for gradient in found):
                raise check_error(
                    "Expected all input grads to be undefined or zero when all output grads are "
                    'undefined or zero. Please look at "Notes about undefined output gradients" in '
                    '"tools/autograd/derivatives.yaml"'
                )


def floating(results: Sequence[object]) -> list[Tensor]:
    """The results that could have a derivative."""
    return [
        result for result in results
        if isinstance(result, Tensor) and result.dtype.category == FLOATING
    ]  # fmt: skip


def differentiable(results: Sequence[object]) -> list[Tensor]:
    """The results that require a gradient."""
    return [result for result in results if isinstance(result, Tensor) and result.requires_grad]


# ── the two functions ─────────────────────────────────────────────────────────────────────────

_OPTIONS: dict[str, object] = {
    "eps": 1e-6, "atol": 1e-5, "rtol": 1e-3, "raise_exception": True, "nondet_tol": 0.0,
    "check_undefined_grad": True, "check_grad_dtypes": False, "check_batched_grad": False,
    "fast_mode": False, "masked": None,
}  # fmt: skip
_FIRST = {**_OPTIONS, "check_batched_forward_grad": False, "check_forward_ad": False,
          "check_backward_ad": True}  # fmt: skip
_SECOND = {"grad_outputs": None, **_OPTIONS, "gen_non_contig_grad_outputs": False,
           "check_fwd_over_rev": False, "check_rev_over_rev": True}  # fmt: skip

FIRST = Signature("gradcheck", ("func", "inputs", *_FIRST), _FIRST)
SECOND = Signature("gradgradcheck", ("func", "inputs", *_SECOND), _SECOND)


def gradcheck(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> bool:
    """`gradcheck(func, inputs, eps=1e-6, atol=1e-5, rtol=1e-3)`."""
    bound = _bound(FIRST, 2, args, keywords)
    with Work(machine, "gradcheck", site) as work:
        return _checked(work, bound["func"], as_tuple(bound["inputs"]), bound)


def gradgradcheck(
    machine: Machine, args: list[object], keywords: dict[str, object], site: Site
) -> bool:
    """`gradgradcheck(func, inputs, grad_outputs=None)`: the same for the gradients."""
    bound = _bound(SECOND, 3, args, keywords)
    function = bound["func"]
    inputs = as_tuple(bound["inputs"])
    with Work(machine, "gradgradcheck", site) as work:
        if bound["grad_outputs"] is None:
            results = as_tuple(work.call(function, inputs))
            seeds = tuple(_random_seed(work, output) for output in differentiable(results))
        else:
            seeds = as_tuple(bound["grad_outputs"])  # type: ignore[assignment]
        chosen = [type(value) is Tensor and value.requires_grad for value in inputs]
        gradient = Builtin("new_func", _gradient_of(work, function, chosen))
        return _checked(work, gradient, inputs + seeds, bound)


def _bound(
    signature: Signature, by_place: int, args: list[object], keywords: dict[str, object]
) -> dict[str, object]:
    """The arguments by name; all but the first few can only be named."""
    if len(args) > by_place:
        least = 2
        takes = f"from {least} to {by_place}" if by_place > least else f"{least}"
        text = f"{signature.name}() takes {takes} positional arguments but {len(args)} were given"
        raise TorchError("TypeError", text, "GV159")
    return dict(zip(signature.params, signature.bind(args, keywords), strict=True))


def _checked(
    work: Work, function: object, inputs: tuple[object, ...], bound: dict[str, object]
) -> bool:
    """Whether a check finds nothing; it raises what it finds unless the program says otherwise."""
    options = Options(*(float(bound[name]) for name in Options._fields))  # type: ignore[arg-type]
    try:
        with work.grad_mode(True):
            Check(work, function, inputs, options).run(
                check_undefined_grad=bool(bound["check_undefined_grad"])
            )
    except TorchError as error:
        if error.type != CHECK_ERROR or bound["raise_exception"]:
            raise
        return False
    return True


def _random_seed(work: Work, output: Tensor) -> Tensor:
    """A gradient for an output, drawn as PyTorch draws it: uniform in [-1, 1)."""
    dtype = output.dtype if output.dtype.category == FLOATING else float64
    seed = work.zeros(output.shape, output)
    if seed.dtype is not dtype:
        seed = work.op("to", seed, dtype)
    uniform = Builtin("uniform_", DRAWING["uniform_"])
    call(work.machine, uniform, [seed, -1, 1], {}, work.site)
    work.require_grad(seed)
    return seed


def _gradient_of(work: Work, function: object, chosen: list[bool]) -> Native:
    """The gradients of a function, as a function of its inputs and of what arrives."""

    def gradient(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> tuple[Tensor, ...]:
        inputs, seeds = args[: len(chosen)], args[len(chosen) :]
        outputs = differentiable(as_tuple(work.call(function, inputs)))
        leaves = [value for value, flag in zip(inputs, chosen, strict=True) if flag]
        found = work.gradients(outputs, leaves, seeds, create_graph=True)  # type: ignore[arg-type]
        return tuple(each for each in found if each is not None)

    return gradient


FUNCTIONS: dict[str, object] = {
    "gradcheck": Builtin("gradcheck", gradcheck),
    "gradgradcheck": Builtin("gradgradcheck", gradgradcheck),
}
"""What `torch.autograd` has of this."""
