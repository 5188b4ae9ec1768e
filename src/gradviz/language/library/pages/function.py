"""torch.autograd.function: functions whose gradient the program gives."""

import torch


class Function:
    def __init__(self, *args, **kwargs):
        warn(
            f"{self.__class__} should not be instantiated. Methods on autograd functions are all"
            " static, so you should invoke them on the class itself. Instantiating an autograd"
            " function will raise an error in a future version of PyTorch.",
            "DeprecationWarning",
        )

    @staticmethod
    def forward(*args, **kwargs):
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom"
            " autograd.Function to use it with backward mode AD."
        )

    vjp = backward

    @staticmethod
    def jvp(ctx, *grad_inputs):
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with"
            " forward mode AD."
        )

    @classmethod
    def apply(cls, *args, **kwargs):
        return apply_function(cls, Function, args, kwargs)

    def __call__(self, *args, **kwargs):
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use"
            " new-style autograd function with static forward method. (Example:"
            " https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )


class DelayedError(Function):
    @staticmethod
    def forward(ctx, *tensors):
        return tuple([tensor.detach() for tensor in tensors])

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise RuntimeError(
            "trying to differentiate twice a function that was marked with @once_differentiable"
        )


def once_differentiable(fn):
    def wrapper(ctx, *args):
        with torch.no_grad():
            outputs = fn(ctx, *args)
        if not torch.is_grad_enabled():
            return outputs
        if not any([isinstance(arg, torch.Tensor) and arg.requires_grad for arg in args]):
            return outputs
        given = outputs if isinstance(outputs, tuple) else (outputs,)
        tracked = [None if item is None else item.detach().requires_grad_() for item in given]
        errors = iter(DelayedError.apply(*[item for item in tracked if item is not None]))
        delayed = tuple([None if item is None else next(errors) for item in tracked])
        return delayed if isinstance(outputs, tuple) else delayed[0]

    return wrapper
