"""What a program may not do inside a transform."""

from __future__ import annotations

from gradviz.engine.messages import TorchError
from gradviz.language.machine import Machine

CODE = "GV195"
"""Of everything that a transform refuses."""

REQUIRES_GRAD = (
    "You are attempting to call Tensor.requires_grad_() (or perhaps using "
    "torch.autograd.functional.* APIs) inside of a function being transformed by a functorch "
    "transform. This is unsupported, please attempt to use the functorch transforms (e.g. grad, "
    "vjp, jacrev, jacfwd, hessian) or call requires_grad_() outside of a function being "
    "transformed instead."
)
BACKWARD = (
    "backward() called inside a functorch transform. This is not supported, please use "
    "functorch.grad or functorch.vjp instead or call backward() outside of functorch transforms."
)


def refuse_flags(machine: Machine) -> None:
    """Raises inside a transform, where tensors may not be given `requires_grad`."""
    if machine.levels:
        raise TorchError("RuntimeError", REQUIRES_GRAD, CODE)


def refuse_backward(machine: Machine) -> None:
    """Raises inside a transform, where `backward()` may not be called."""
    if machine.levels:
        raise TorchError("RuntimeError", BACKWARD, CODE)
