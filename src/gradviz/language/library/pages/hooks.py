"""torch.utils.hooks: the handle of a hook, and the hooks around a module's backward pass."""

import torch


class RemovableHandle:
    next_id = 0

    def __init__(self, hooks_dict):
        self.hooks_dict = hooks_dict
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1

    def remove(self):
        self.hooks_dict.pop(self.id, None)


class BackwardHookFunction(torch.autograd.Function):
    """Gives tensors as they came; `arrived` sees their gradients, and gives what goes on."""

    @staticmethod
    def forward(ctx, arrived, materializes, *tensors):
        ctx.arrived = arrived
        ctx.set_materialize_grads(materializes)
        ctx.mark_non_differentiable(*[tensor for tensor in tensors if not tensor.requires_grad])
        return tensors

    @staticmethod
    def backward(ctx, *gradients):
        return (None, None, *ctx.arrived(gradients))


class BackwardHook:
    """Shows the hooks of a module the gradients of its outputs, then those of its inputs."""

    def __init__(self, module, user_hooks, user_pre_hooks):
        self.module = module
        self.user_hooks = user_hooks
        self.user_pre_hooks = user_pre_hooks
        self.grad_outputs = None
        self.inputs = None
        self.outputs = None

    def setup_input_hook(self, args):
        self.n_inputs = len(args)
        args, self.inputs = _watched(args, self._inputs_arrived, True)
        return args

    def setup_output_hook(self, result):
        is_tuple = isinstance(result, tuple)
        outputs = result if is_tuple else (result,)
        self.n_outputs = len(outputs)
        outputs, self.outputs = _watched(outputs, self._outputs_arrived, False)
        return outputs if is_tuple else outputs[0]

    def _outputs_arrived(self, gradients):
        self.grad_outputs = _at_places(gradients, self.outputs, self.n_outputs)
        for hook in self.user_pre_hooks:
            changed = hook(self.module, self.grad_outputs)
            if changed is not None:
                if len(changed) != self.n_outputs:
                    raise RuntimeError(
                        "Backward pre hook returned an invalid number of grad_output, got"
                        f" {len(changed)}, but expected {self.n_outputs}"
                    )
                self.grad_outputs = changed
        given = self.grad_outputs
        if self.inputs is None and self.user_hooks:
            self._without_inputs()
            self.grad_outputs = None
        return tuple([given[place] for place in self.outputs])

    def _without_inputs(self):
        warn(
            "Full backward hook is firing when gradients are computed with respect to module"
            " outputs since no inputs require gradients. See https://docs.pytorch.org/docs/main/"
            "generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more"
            " details."
        )
        for hook in self.user_hooks:
            changed = hook(self.module, (None,) * self.n_inputs, self.grad_outputs)
            if changed is not None and any([part is not None for part in changed]):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always"
                    " return None or None for all gradients."
                )

    def _inputs_arrived(self, gradients):
        if self.grad_outputs is None:  # the pass does not come from the module's outputs
            return gradients
        given = _at_places(gradients, self.inputs, self.n_inputs)
        for hook in self.user_hooks:
            changed = hook(self.module, given, self.grad_outputs)
            if changed is not None:
                if len(changed) != len(given):
                    raise RuntimeError(
                        "Backward hook returned an invalid number of grad_input, got"
                        f" {len(changed)}, but expected {len(given)}"
                    )
                given = tuple(changed)
        self.grad_outputs = None
        return tuple([given[place] for place in self.inputs])


def _watched(values, arrived, materializes):
    """The values, with the tensors among them watched, and the places of those; None if none is."""
    places = [place for place, value in enumerate(values) if isinstance(value, torch.Tensor)]
    tensors = [values[place] for place in places]
    if not (torch.is_grad_enabled() and any([tensor.requires_grad for tensor in tensors])):
        return values, None
    watched = list(values)
    for place, tensor in zip(places, BackwardHookFunction.apply(arrived, materializes, *tensors)):
        watched[place] = tensor
    return tuple(watched), places


def _at_places(gradients, places, count):
    """The gradients of the tensors among the arguments or results, None for the others."""
    given = [None] * count
    for place, gradient in zip(places, gradients):
        given[place] = gradient
    return tuple(given)
