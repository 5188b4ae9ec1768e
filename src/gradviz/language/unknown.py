"""Names after a dot that are in no table: an error of the program, or something still missing here.

PyTorch's own names are recorded in `torch_names.json`. What is not among them raises what PyTorch
raises; what is, gradviz does not have.
"""

from __future__ import annotations

from collections.abc import Iterable

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.errors import SourceError
from gradviz.language.machine import Machine
from gradviz.language.nearest import nearest
from gradviz.language.outside import TORCH_OUTSIDE


def unknown_attribute(
    machine: Machine, kind: str, name: str, site: Site, known: Iterable[str]
) -> Exception:
    """The error for `x.name`, or for `module.name` where `kind` is a module."""
    meant = nearest(name, known)
    if kind in _torch_names() and name in _torch_names()[kind].split(" "):
        called = f"Tensor.{name}" if kind == "Tensor" else f"{kind}.{name}"
        reason = TORCH_OUTSIDE.get(called)
        if reason is not None:
            return SourceError(
                f"'{called}' is not part of the language",
                span=machine.program.span(machine.shown(site) or site),
                note=f"{called}: {reason}",
                code="GV003",
            )
        return SourceError(
            f"gradviz does not have '{called}' yet",
            span=machine.program.span(machine.shown(site) or site),
            label=f"{_WHOSE.get(kind.partition('.')[0], 'PyTorch')} has it, gradviz has not",
            help=f"the nearest that it has is '{meant}'" if meant and kind not in _WHOSE else "",
            note="" if kind in _WHOSE else "'gradviz ops' lists the ops that it knows",
            code="GV012",
        )
    if kind == "Tensor":
        text = f"'Tensor' object has no attribute '{name}'"
    else:
        text = f"module '{kind}' has no attribute '{name}'"
    error = TorchError("AttributeError", text, "GV164")
    error.site = site
    error.subject = meant
    return error


_WHOSE = {"numpy": "numpy", "math": "Python"}


def _torch_names() -> dict[str, str]:
    """PyTorch's names by module, and of tensors: words with spaces between."""
    import json  # noqa: PLC0415  # seldom needed
    from importlib.resources import files  # noqa: PLC0415

    text = files("gradviz.language").joinpath("torch_names.json").read_text(encoding="utf-8")
    names: dict[str, str] = json.loads(text)
    return names
