"""The modules in which a program finds the functions of this package."""

from __future__ import annotations

from gradviz.language.functional import autograd_functional, func
from gradviz.language.values import Namespace

FUNC = Namespace("torch.func", dict(func.FUNCTIONS))
FUNCTIONAL = Namespace("torch.autograd.functional", dict(autograd_functional.FUNCTIONS))
