"""Python's builtins, as far as programs about tensors use them."""

from __future__ import annotations

from gradviz.language.builtins import inspection, iteration, numbers, objects, text
from gradviz.language.builtins.refused import REFUSED
from gradviz.language.exceptions import OF_PYTHON
from gradviz.language.types import TYPES
from gradviz.language.values import Builtin, Type

__all__ = ["BUILTINS", "REFUSED", "TYPES"]

_FUNCTIONS = {
    **inspection.FUNCTIONS,
    **iteration.FUNCTIONS,
    **numbers.FUNCTIONS,
    **objects.FUNCTIONS,
    **text.FUNCTIONS,
}
_CONSTRUCTORS = {
    **inspection.CONSTRUCTORS,
    **iteration.CONSTRUCTORS,
    **numbers.CONSTRUCTORS,
    **text.CONSTRUCTORS,
}

for _name, _native in _CONSTRUCTORS.items():
    TYPES[_name].call = _native

BUILTINS: dict[str, object] = {
    **{name: Builtin(name, native) for name, native in _FUNCTIONS.items()},
    **{name: TYPES[name] for name in _CONSTRUCTORS},
    **OF_PYTHON,
    "__name__": "__main__",
    "Ellipsis": ...,
    "NotImplemented": Type("NotImplementedType"),
}
"""What a program may name without importing or binding it."""
