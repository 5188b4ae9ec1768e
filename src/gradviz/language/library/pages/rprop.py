"""optim.Rprop."""

import torch
from torch.optim import Optimizer
from torch.optim.optimizer import check_settings


class Rprop(Optimizer):
    def __init__(
        self, params, lr=1e-2, etas=(0.5, 1.2), step_sizes=(1e-6, 50), *, capturable=False,
        foreach=None, maximize=False, differentiable=False,
    ):
        check_settings(lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, dict(
            lr=lr, etas=etas, step_sizes=step_sizes, foreach=foreach, maximize=maximize,
            differentiable=differentiable, capturable=capturable,
        ))

    def update(self, group, parameter, gradient, state):
        if not state:
            state["step"] = torch.zeros(())
            state["prev"] = torch.zeros_like(parameter)
            state["step_size"] = torch.full_like(gradient, group["lr"])
        state["step"] += 1
        if group["maximize"]:
            gradient = -gradient
        shorter, longer = group["etas"]
        before, size = state["prev"], state["step_size"]
        factor = gradient.mul(before).sign()
        factor[factor.gt(0)] = longer
        factor[factor.lt(0)] = shorter
        factor[factor.eq(0)] = 1
        size.mul_(factor).clamp_(*group["step_sizes"])
        gradient = gradient.clone()
        gradient[factor.eq(shorter)] = 0
        parameter.addcmul_(gradient.sign(), size, value=-1)
        before.copy_(gradient)
