"""What a program may not do inside a transform, and how tensors look there."""

from __future__ import annotations

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Tensor
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
CHOICE = (
    "vmap: It looks like you're attempting to use a Tensor in some data-dependent control flow. "
    "We don't support that yet, please file an issue at "
    "https://github.com/pytorch/pytorch/issues ."
)
NUMBER = (
    "vmap: It looks like you're calling .item() on a Tensor. We don't support vmap over calling "
    ".item() on a Tensor, please try to rewrite what you're doing with other operations. If error "
    "is occurring somewhere inside PyTorch internals, please file a bug report."
)
RANDOM = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
    "'different' randomness flags on vmap or perform the randomness operation out of vmap"
)
NO_STORAGE = "Cannot access data pointer of Tensor that doesn't have storage"


def refusal(text: str) -> TorchError:
    """The error with a text of those above."""
    return TorchError("RuntimeError", text, CODE)


def refuse_flags(machine: Machine) -> None:
    """Raises inside a transform, where tensors may not be given `requires_grad`."""
    if machine.levels:
        raise refusal(REQUIRES_GRAD)


def refuse_backward(machine: Machine) -> None:
    """Raises inside a transform, where `backward()` may not be called."""
    if machine.levels:
        raise refusal(BACKWARD)


def refuse_reading(machine: Machine, tensor: Tensor, text: str) -> None:
    """Raises for a tensor that differs from sample to sample of a `vmap`."""
    if any(level.batches(tensor) for level in machine.levels):
        raise refusal(text)
