"""gradviz: reads a PyTorch program and shows what autograd does with it.

    import gradviz

    trace = gradviz.run("samples/article/8_retain_grad.py")
    print(gradviz.render(trace, "table"))

A `Trace` shows itself as a picture in a notebook.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as `typing` has it, which takes longer to import than this package
if TYPE_CHECKING:
    from gradviz.api import render, run
    from gradviz.trace import Trace

__all__ = ["Trace", "render", "run"]

_HOMES = {"Trace": "gradviz.trace", "render": "gradviz.api", "run": "gradviz.api"}


def __getattr__(name: str) -> object:
    """Imports what is asked for only then: `gradviz --help` needs none of it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
