"""What pages need of random numbers that no function of torch gives."""

from __future__ import annotations

import numpy as np

from gradviz.engine import random
from gradviz.engine.ops.random import WORK
from gradviz.engine.tensor import Site, Tensor
from gradviz.errors import SourceError
from gradviz.language.machine import Machine
from gradviz.language.values import Native

Arguments = list[object]
Keywords = dict[str, object]


def _gamma(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> Tensor:
    """`standard_gamma(concentration)`, in the shape and dtype of that."""
    concentration = _concentration(machine, args, site)
    data = np.asarray(concentration.data)
    drawn = random.gamma(machine.generator, np.ravel(data)).astype(data.dtype)
    least = np.finfo(concentration.dtype.name).tiny
    return machine.tape.leaf(np.maximum(drawn, least).reshape(data.shape)[()], site=site)


def _dirichlet(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> Tensor:
    """`sample_dirichlet(concentration)`: each row adds up to one."""
    concentration = _concentration(machine, args, site)
    data = np.asarray(concentration.data)
    drawn = random.gamma(machine.generator, np.ravel(data).astype(np.float64))
    parts = np.maximum(drawn, np.finfo(np.float64).tiny).reshape(data.shape)
    shares = (parts / parts.sum(-1, keepdims=True)).astype(data.dtype)
    most = np.nextafter(data.dtype.type(1), data.dtype.type(0))
    return machine.tape.leaf(
        np.clip(shares, np.finfo(concentration.dtype.name).tiny, most), site=site
    )


def _concentration(machine: Machine, args: Arguments, site: Site) -> Tensor:
    (concentration,) = args
    assert type(concentration) is Tensor
    if concentration.requires_grad and machine.tape.grad_enabled:
        raise SourceError(
            "gradviz has no gradient of a sample by its concentration",
            span=machine.program.span(machine.shown(site) or site),
            label="take sample(), or detach() the concentration",
            code="GV012",
        )
    machine.budget.charge_work(WORK * concentration.data.size)
    return concentration


FUNCTIONS: dict[str, Native] = {"standard_gamma": _gamma, "sample_dirichlet": _dirichlet}
"""The names under which pages call them."""
