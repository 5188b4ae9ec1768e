"""unicodedata: what Unicode says of a character."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site
from gradviz.language.machine import Machine, native_error
from gradviz.language.signature import positional
from gradviz.language.texts import charge_text, type_name
from gradviz.language.values import Builtin

_LONGEST = 18
"""Into how many characters one may fall apart."""

_NOTHING = object()


def _asked(name: str, most: int) -> Builtin:
    """A function of one character; `most` is 2 where another argument stands for no answer."""
    look_up: Callable[..., object] = getattr(unicodedata, name)

    @positional(f"unicodedata.{name}", 1, most)
    def run(machine: Machine, site: Site, character: object, default: object = _NOTHING) -> object:
        if not isinstance(character, str) or len(character) != 1:
            text = f"{name}() argument 1 must be a unicode character, not {type_name(character)}"
            raise TorchError("TypeError", text, "GV153")
        try:
            return look_up(character)
        except ValueError as error:
            if default is _NOTHING:
                raise native_error(error) from None
            return default

    return Builtin(name, run)


@positional("unicodedata.normalize", 2)
def _normalize(machine: Machine, site: Site, form: object, text: object) -> str:
    if not isinstance(form, str) or not isinstance(text, str):
        wrong = 1 if not isinstance(form, str) else 2
        given = type_name((form, text)[wrong - 1])
        message = f"normalize() argument {wrong} must be str, not {given}"
        raise TorchError("TypeError", message, "GV153")
    if form not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise TorchError("ValueError", "invalid normalization form", "GV150")
    charge_text(machine, _LONGEST * len(text))
    machine.budget.charge_work(_LONGEST * len(text))
    return unicodedata.normalize(form, text)  # type: ignore[arg-type]


@positional("unicodedata.lookup", 1)
def _lookup(machine: Machine, site: Site, name: object) -> str:
    if not isinstance(name, str):
        text = f"lookup() argument must be str, not {type_name(name)}"
        raise TorchError("TypeError", text, "GV153")
    try:
        return unicodedata.lookup(name)
    except KeyError as error:
        raise native_error(error) from None


MEMBERS: dict[str, object] = {
    **{name: _asked(name, 2) for name in ("name", "decimal", "digit", "numeric")},
    **{name: _asked(name, 1) for name in
       ("category", "bidirectional", "combining", "east_asian_width", "mirrored", "decomposition")},
    "normalize": Builtin("normalize", _normalize), "lookup": Builtin("lookup", _lookup),
}  # fmt: skip
"""The members of `unicodedata`."""
