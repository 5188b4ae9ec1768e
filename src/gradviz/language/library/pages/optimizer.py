"""optim.Optimizer: parameter groups, state, and the loop over both."""

from collections import OrderedDict, defaultdict

import torch
from torch import Tensor
from torch.utils.hooks import RemovableHandle


class Optimizer:
    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or"
                f" dicts, but got {params.type()}"
            )
        self.defaults = defaults
        self._optimizer_step_pre_hooks = OrderedDict()
        self._optimizer_step_post_hooks = OrderedDict()
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if len(groups) == 0:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        params = param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the"
                " ordering of tensors in sets will change between runs. Please use a list instead."
            )
        group = {"params": [params] if isinstance(params, Tensor) else list(params)}
        if any(isinstance(item, tuple) for item in group["params"]):
            names = [item[0] for item in group["params"] if isinstance(item, tuple)]
            if len(names) != len(group["params"]):
                raise ValueError(
                    "all optimizer params should be with/without names. Some param names are"
                    " missing"
                )
            group["params"] = [item[1] for item in group["params"]]
            group["param_names"] = names
        for parameter in group["params"]:
            if not isinstance(parameter, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, but one of the params is "
                    + torch.typename(parameter)
                )
            if not (parameter.is_leaf or parameter.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        group.update({key: value for key, value in param_group.items() if key != "params"})
        for name, default in self.defaults.items():
            group.setdefault(name, default)
        if len(group["params"]) != len(set(group["params"])):
            warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this"
                " will cause an error; see github.com/pytorch/pytorch/issues/40967 for more"
                " information"
            )
        present = set()
        for other in self.param_groups:
            present.update(other["params"])
        if any(parameter in present for parameter in group["params"]):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(group)

    def zero_grad(self, set_to_none=True):
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    if set_to_none:
                        parameter.grad = None
                    else:
                        if parameter.grad.grad_fn is not None:
                            parameter.grad.detach_()
                        else:
                            parameter.grad.requires_grad_(False)
                        parameter.grad.zero_()

    def step(self, closure=None):
        for hook in list(self._optimizer_step_pre_hooks.values()):
            hook(self, (self,) if closure is None else (self, closure), {})
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        with torch.no_grad():
            for group in self.param_groups:
                for parameter in group["params"]:
                    if parameter.grad is not None:
                        state = self.state.get(parameter, {})
                        self.update(group, parameter, parameter.grad, state)
                        if state:
                            self.state[parameter] = state
        for hook in list(self._optimizer_step_post_hooks.values()):
            hook(self, (self,) if closure is None else (self, closure), {})
        return loss

    def register_step_pre_hook(self, hook):
        return _registered(self._optimizer_step_pre_hooks, hook)

    def register_step_post_hook(self, hook):
        return _registered(self._optimizer_step_post_hooks, hook)

    # its state

    def _numbers(self):
        numbers = {}
        for group in self.param_groups:
            for parameter in group["params"]:
                numbers.setdefault(parameter, len(numbers))
        return numbers

    def state_dict(self):
        numbers = self._numbers()
        state = {numbers.get(key, key): value for key, value in self.state.items()}
        groups = []
        for group in self.param_groups:
            packed = {key: value for key, value in group.items() if key != "params"}
            packed["params"] = [numbers[parameter] for parameter in group["params"]]
            groups.append(packed)
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        saved = state_dict["param_groups"]
        if len(self.param_groups) != len(saved):
            raise ValueError("loaded state dict has a different number of parameter groups")
        for group, other in zip(self.param_groups, saved):
            if len(group["params"]) != len(other["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that doesn't match the size of"
                    " optimizer's group"
                )
        parameters, groups = {}, []
        for group, other in zip(self.param_groups, saved):
            parameters.update(zip(other["params"], group["params"]))
            groups.append({**other, "params": group["params"]})
        self.state = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in parameters:
                self.state[parameters[key]] = {
                    name: _cast(parameters[key], name, part) for name, part in value.items()
                }
            else:
                self.state[key] = value
        self.param_groups = groups

    def __repr__(self):
        text = type(self).__name__ + " ("
        for number, group in enumerate(self.param_groups):
            text += f"\nParameter Group {number}\n"
            for key in sorted(group):
                if key != "params":
                    text += f"    {key}: {group[key]}\n"
        return text + ")"


def _registered(hooks, hook):
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


def _cast(parameter, name, value):
    if not isinstance(value, Tensor):
        return list(value) if isinstance(value, list) else value
    if name == "step" or not parameter.is_floating_point():
        return value.clone()
    return value.to(parameter.dtype).clone()


def check_settings(lr, eps=0.0, weight_decay=0.0, betas=(0.0, 0.0)):
    """What every optimizer asks of its settings."""
    if isinstance(lr, Tensor) and lr.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    if not 0.0 <= lr:
        raise ValueError(f"Invalid learning rate: {lr}")
    if not 0.0 <= eps:
        raise ValueError(f"Invalid epsilon value: {eps}")
    for index in (0, 1):
        if not 0.0 <= betas[index] < 1.0:
            raise ValueError(f"Invalid beta parameter at index {index}: {betas[index]}")
    if not 0.0 <= weight_decay:
        raise ValueError(f"Invalid weight_decay value: {weight_decay}")


def signed(group, parameter, gradient):
    """The gradient that an update takes: turned to maximize, and with weight decay."""
    if group["maximize"]:
        gradient = -gradient
    if group["weight_decay"] != 0:
        gradient = gradient.add(parameter, alpha=group["weight_decay"])
    return gradient
