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


class BackwardHook:
    """Shows the hooks of a module the gradients of its outputs, then those of its inputs.

    Every input and output that requires a gradient goes through an identity, whose gradient is
    what the hooks see and may replace.
    """

    def __init__(self, module, user_hooks, user_pre_hooks):
        self.module = module
        self.user_hooks = user_hooks
        self.user_pre_hooks = user_pre_hooks
        self.grad_outputs = None
        self.grad_inputs = []
        self.waits_for = 0

    def setup_input_hook(self, args):
        self.grad_inputs = [None] * len(args)
        args, self.waits_for = _through_identities(args, self._input_arrived)
        return args

    def setup_output_hook(self, result):
        is_tuple = isinstance(result, tuple)
        outputs = result if is_tuple else (result,)
        self.grad_outputs = [None] * len(outputs)
        outputs, self.outputs = _through_identities(outputs, self._output_arrived)
        return outputs if is_tuple else outputs[0]

    def _output_arrived(self, place, gradient):
        self.grad_outputs[place] = gradient
        for hook in self.user_pre_hooks:
            changed = hook(self.module, tuple(self.grad_outputs))
            if changed is not None:
                if len(changed) != len(self.grad_outputs):
                    raise RuntimeError(
                        "Backward pre hook returned an invalid number of grad_output, got"
                        f" {len(changed)}, but expected {len(self.grad_outputs)}"
                    )
                self.grad_outputs = list(changed)
        if self.waits_for == 0 and self.user_hooks:
            self._without_inputs()
        return self.grad_outputs[place]

    def _without_inputs(self):
        warn(
            "Full backward hook is firing when gradients are computed with respect to module"
            " outputs since no inputs require gradients. See https://docs.pytorch.org/docs/main/"
            "generated/torch.nn.Module.html#torch.nn.Module.register_full_backward_hook for more"
            " details."
        )
        for hook in self.user_hooks:
            changed = hook(self.module, tuple(self.grad_inputs), tuple(self.grad_outputs))
            if changed is not None and any(part is not None for part in changed):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always"
                    " return None or None for all gradients."
                )

    def _input_arrived(self, place, gradient):
        self.grad_inputs[place] = gradient
        self.waits_for -= 1
        if self.waits_for > 0:
            return None
        gradients = tuple(self.grad_inputs)
        for hook in self.user_hooks:
            changed = hook(self.module, gradients, tuple(self.grad_outputs))
            if changed is not None:
                if len(changed) != len(gradients):
                    raise RuntimeError(
                        "Backward hook returned an invalid number of grad_input, got"
                        f" {len(changed)}, but expected {len(gradients)}"
                    )
                gradients = tuple(changed)
        return gradients[place]


def _through_identities(values, arrived):
    values = list(values)
    count = 0
    if torch.is_grad_enabled():
        for place, value in enumerate(values):
            if isinstance(value, torch.Tensor) and value.requires_grad:
                values[place] = backward_hook(value)
                values[place].register_hook(_at_place(arrived, place))
                count += 1
    return tuple(values), count


def _at_place(arrived, place):
    return lambda gradient: arrived(place, gradient)
