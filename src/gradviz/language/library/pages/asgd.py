"""optim.ASGD."""

import torch
from torch.optim import Optimizer
from torch.optim.optimizer import check_settings, signed


class ASGD(Optimizer):
    def __init__(
        self, params, lr=1e-2, lambd=1e-4, alpha=0.75, t0=1e6, weight_decay=0, foreach=None,
        maximize=False, differentiable=False, capturable=False,
    ):
        check_settings(lr, weight_decay=weight_decay)
        super().__init__(params, dict(
            lr=lr, lambd=lambd, alpha=alpha, t0=t0, weight_decay=weight_decay, foreach=foreach,
            maximize=maximize, differentiable=differentiable, capturable=capturable,
        ))

    def update(self, group, parameter, gradient, state):
        lr, lambd = group["lr"], group["lambd"]
        if not state:
            state["step"] = torch.zeros(())
            state["eta"] = torch.as_tensor(lr).clone().detach()
            state["mu"] = torch.ones(())
            state["ax"] = torch.zeros_like(parameter)
        state["step"] += 1
        gradient = signed(group, parameter, gradient)
        eta, mu, average = state["eta"], state["mu"], state["ax"]
        rate = eta.item()
        parameter.mul_(1 - lambd * rate)
        parameter.add_(gradient, alpha=-rate)
        if mu.item() != 1:
            average.add_(parameter.sub(average).mul_(mu))
        else:
            average.copy_(parameter)
        step = state["step"].item()
        eta.copy_(torch.as_tensor(lr / ((1 + lambd * lr * step) ** group["alpha"])))
        mu.copy_(torch.as_tensor(1 / max(1, step - group["t0"])))
