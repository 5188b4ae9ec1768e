"""PyTorch's complaint about the arguments of a call, as its own argument parser words it.

Only read once a call has gone wrong or looks wrong. `signatures.json` has, by spelling, the name
that PyTorch says and the signatures that it tries in their order. After torch/csrc/utils/
python_arg_parser.cpp (what fits, and what is said of the one signature that could be meant) and
invalid_arguments.cpp (what is said where there are several).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from functools import cache

import msgspec
import numpy as np

from gradviz.engine.dtypes import INTEGER, DType
from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Tensor
from gradviz.language.calls import bound_arguments
from gradviz.language.signature import wrong_call
from gradviz.language.texts import type_name
from gradviz.language.values import Function, Parameters, Type

_ALSO = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",)}
"""Names that PyTorch takes too, as numpy has them."""

_TAKES_NUMBERS = frozenset(
    f"{name}{end}"
    for name in ("add", "div", "divide", "mul", "multiply", "sub", "subtract", "true_divide",
                 "floor_divide")
    for end in ("", "_")
) | {"copy_", "copy"}  # fmt: skip
"""Functions whose tensors may be numbers."""

_SHOWN = {
    "Tensor": "Tensor", "Scalar": "Number", "int64_t": "int", "SymInt": "int", "double": "float",
    "bool": "bool", "TensorList": "tuple of Tensors", "IntArrayRef": "tuple of ints",
    "SymIntArrayRef": "tuple of ints", "ArrayRef<double>": "tuple of floats", "ScalarType":
    "torch.dtype", "c10::string_view": "str", "MemoryFormat": "torch.memory_format",
    "Generator": "torch.Generator", "c10::List<::std::optional<Tensor>>": "tuple of Tensors",
    "Layout": "torch.layout", "Device": "torch.device", "ArrayRef<Scalar>": "tuple of Scalars",
}  # fmt: skip
"""How PyTorch names the kinds of parameters."""

_DEFAULTS = {"c10::nullopt": "None", "true": "True", "false": "False"}


class _Param(msgspec.Struct, frozen=True):
    """A parameter of a signature of the parser."""

    kind: str
    name: str
    default: str | None
    nullable: bool
    size: bool
    """Whether it is a list of a known length, for which one number may stand."""
    keyword_only: bool

    @property
    def shown(self) -> str:
        """The kind as PyTorch says it."""
        return _SHOWN.get(self.kind, "object")

    def printed(self) -> str:
        """As it stands in a signature that is shown."""
        text = f"{self.shown} {self.name}"
        return text if self.default is None else f"{text} = {self.default}"


class _Signature(msgspec.Struct, frozen=True):
    """A signature of the parser."""

    params: tuple[_Param, ...]
    hidden: bool
    by_place: int
    """How many arguments may be given by their places."""
    least: int

    def printed(self) -> str:
        """As the parser shows it."""
        parts = [param.printed() for param in self.params]
        if self.by_place < len(parts):
            parts.insert(self.by_place, "*")
        return f"({', '.join(parts)})"


def complaint(
    spelling: str, args: list[object], keywords: dict[str, object]
) -> TorchError | None:  # fmt: skip
    """What PyTorch says of the arguments before it looks at their values; None: nothing.

    `spelling` as the op table has it: of a method (".sum") the tensor is the first of `args`.
    """
    entry = _entries().get(spelling)
    if entry is None:
        return None
    name, *signatures = entry
    if name.startswith("def "):
        return _of_python(name[4:], *signatures, args=args, keywords=keywords)
    if spelling[0] == ".":
        owner, args = args[0], args[1:]
        if type(owner) is not Tensor:
            text = f"'{type_name(owner)}' object has no attribute '{name}'"
            return TorchError("AttributeError", text, "GV164")
        if signatures == [")"]:
            return _of_no_arguments(name, args, keywords)
    parser = _Parser(name, [_parsed(text) for text in signatures], args, keywords)
    try:
        parser.run()
    except TorchError as error:
        return error
    return None


@cache
def _entries() -> dict[str, list[str]]:
    from importlib.resources import files  # noqa: PLC0415  # seldom needed

    data = files("gradviz.language").joinpath("signatures.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, list[str]])


def _wrong_type(text: str) -> TorchError:
    return TorchError("TypeError", text, "GV160")


# ── functions written in Python ───────────────────────────────────────────────────────────────


_ANYTHING = object()
"""Stands for a value that a function written in Python makes itself."""


def _of_python(
    name: str, names: str, *uses: str, args: list[object], keywords: dict[str, object]
) -> TorchError | None:
    """What is said of the arguments when they are bound, then by what the function does first."""
    parameters = _parameters(names)
    function = Function(name, parameters, lambda frame: None, None, name)
    try:
        values = bound_arguments(function, args, keywords)
    except TorchError as error:
        return error
    for use in uses:
        said = _of_use(use, dict(values), parameters.defaults.keys())
        if said is not None:
            return said
    return None


def _parameters(names: str) -> Parameters:
    """Parameters as `signatures.json` has them: "input dim= * dtype="."""
    positional: list[str] = []
    keyword_only: list[str] = []
    rest: str | None = None
    defaults: dict[str, object] = {}
    of_all = positional
    for word in names.split():
        param = word.rstrip("=")
        if word == "*":
            of_all = keyword_only
        elif word[0] == "*":
            rest, of_all = word[1:], keyword_only
        else:
            of_all.append(param)
        if word[-1] == "=":
            defaults[param] = _ANYTHING
    return Parameters(positional, 0, keyword_only, rest, None, defaults)


def _of_use(use: str, values: dict[str, object], optional: Set[str]) -> TorchError | None:
    """What is said when the function does one thing: ".size target", "torch.relu input"."""
    spelling, *words = use.split()
    places = [_of_word(word, values) for word in words if "=" not in word]
    named = dict(word.split("=") for word in words if "=" in word)
    keywords = {name: _of_word(word, values) for name, word in named.items()}
    if spelling[0] != ".":
        return complaint(spelling, places, keywords)
    if words[0].rstrip("?") in optional:  # it may do that only where there is one
        return None
    if type(places[0]) is not Tensor:
        text = f"'{type_name(places[0])}' object has no attribute '{spelling[1:]}'"
        return TorchError("AttributeError", text, "GV164")
    return complaint(spelling, places, keywords)


def _of_word(word: str, values: dict[str, object]) -> object:
    """What a function hands on: "?" stands for what it makes itself, or makes of None."""
    value = values.get(word.rstrip("?"), _ANYTHING)
    return _ANYTHING if word[-1] == "?" and value is None else value


def _of_no_arguments(
    name: str, args: list[object], keywords: dict[str, object]
) -> TorchError | None:
    if keywords:
        return wrong_call(f"TensorBase.{name}() takes no keyword arguments")
    if args:
        return wrong_call(f"TensorBase.{name}() takes no arguments ({len(args)} given)")
    return None


# ── signatures ────────────────────────────────────────────────────────────────────────────────

_ONE = re.compile(
    r"(?P<kind>[^ \[?]+)(?P<size>\[\d*\])?(?P<nullable>\?)? (?P<name>\w+)(?:=(?P<default>.*))?"
)


@cache
def _parsed(text: str) -> _Signature:
    """A signature as `torchgen` writes it, without its opening bracket."""
    body, _, ending = text.rpartition(")")
    params: list[_Param] = []
    keyword_only = False
    for part in re.split(r", (?![^{]*})", body) if body else ():
        if part == "*":
            keyword_only = True
            continue
        found = _ONE.fullmatch(part)
        assert found is not None, part
        default = found["default"]
        if default is not None:
            default = _DEFAULTS.get(default, default)
        params.append(
            _Param(
                found["kind"],
                found["name"],
                default,
                bool(found["nullable"]) or default == "None",
                found["size"] is not None,
                keyword_only,
            )
        )
    return _Signature(
        tuple(params),
        ending == "|deprecated",
        sum(not param.keyword_only for param in params),
        sum(param.default is None for param in params),
    )


class _Parser:
    """One call against the signatures of a function."""

    def __init__(
        self,
        name: str,
        signatures: list[_Signature],
        args: list[object],
        keywords: dict[str, object],
    ) -> None:
        self.name = name
        self.signatures = signatures
        self.args = args
        self.keywords = keywords

    def run(self) -> None:
        """Raises what PyTorch says where no signature fits."""
        if len(self.signatures) == 1:
            self._fit(self.signatures[0])
            return
        for signature in self.signatures:
            try:
                self._fit(signature)
            except _UnfitError:
                continue
            return
        given = len(self.args) + len(self.keywords)
        plausible = [
            signature
            for signature in self.signatures
            if signature.least <= given <= len(signature.params) and not signature.hidden
        ]
        if len(plausible) == 1:
            self._fit(plausible[0])
        raise _wrong_type(self._invalid())

    def _fit(self, signature: _Signature) -> None:
        """Raises `_UnfitError` where the call does not fit one signature."""
        args, keywords = self.args, self.keywords
        params = signature.params
        variadic = signature.by_place == 1 and params[0].shown == "tuple of ints"
        if len(args) > signature.by_place and not variadic:
            raise self._extra(signature)
        place = named = 0
        sizes: list[tuple[_Param, object]] = []
        for at, param in enumerate(params):
            if place < len(args):
                if param.keyword_only:
                    raise self._extra(signature)
                value, by_name = args[place], False
            else:
                names = (param.name, *_ALSO.get(param.name, ()))
                found = [keywords[name] for name in names if name in keywords]
                if not found:
                    if param.default is None:
                        raise self._missing(params[at:])
                    continue
                value, by_name = found[0], True
                named += 1
            fits, failed = self._fits(param, value, at)
            if not fits and variadic and not place and not by_name:
                all_of_them, failed = self._fits(param, tuple(args), at)
                if all_of_them:
                    sizes.append((param, tuple(args)))
                    place = len(args)
                    continue
                if len(args) > signature.by_place:
                    raise self._extra(signature)
                if not isinstance(value, list | tuple):
                    failed = None
            if not fits:
                raise self._mistyped(param, value, failed, None if by_name else place)
            if param.shown == "tuple of ints":
                sizes.append((param, value))
            place += not by_name
        if named < len(keywords):
            raise self._unknown(signature)
        for param, value in sizes:
            self._unpack(param, value)

    def _fits(self, param: _Param, value: object, at: int) -> tuple[bool, int | None]:
        """Whether a value can be the argument; else the element that cannot, if it is one."""
        if value is _ANYTHING or (value is None and param.nullable):
            return True, None
        if param.shown == "tuple of Tensors":
            return self._tensors(param, value, at)
        if param.shown == "tuple of ints":
            if isinstance(value, list | tuple):
                fits = not value or _is_index(value[0])
                return fits, None if fits else 0
            return param.size and _is_int(value), None
        if param.kind == "Tensor" and self.name in _TAKES_NUMBERS and _is_number(value):
            return True, None
        return _FITS.get(param.kind, _anything)(value), None

    def _tensors(self, param: _Param, value: object, at: int) -> tuple[bool, int | None]:
        if not isinstance(value, list | tuple):
            return False, None
        optional = "optional" in param.kind
        for index, item in enumerate(value):
            if type(item) is not Tensor and not (optional and item is None):
                text = f"expected Tensor as element {index} in argument {at}, but got "
                raise _wrong_type(text + type_name(item))
        return True, None

    def _unpack(self, param: _Param, value: object) -> None:
        """What comes after the parser has chosen: all elements of a list must be integers."""
        if not isinstance(value, list | tuple):
            return
        for index, item in enumerate(value):
            if not _is_index(item):
                raise _wrong_type(
                    f"{self.name}(): argument '{param.name}' failed to unpack the object at pos "
                    f'{index + 1} with error "type must be tuple of ints,but got {type_name(item)}"'
                )

    # ── what is said of one signature ─────────────────────────────────────────────────────────

    def _extra(self, signature: _Signature) -> _UnfitError:
        given, most = len(self.args), signature.by_place
        least = signature.least
        if least != most:
            bounds = f"from {least} to {most} positional arguments but {given} were given"
        else:
            plural = "" if most == 1 else "s"
            was = "was" if given == 1 else "were"
            bounds = f"{most} positional argument{plural} but {given} {was} given"
        return _UnfitError("TypeError", f"{self.name}() takes {bounds}", "GV159")

    def _missing(self, params: tuple[_Param, ...]) -> _UnfitError:
        names = [f'"{param.name}"' for param in params if param.default is None]
        plural = "s" if len(names) == 1 else ""  # as PyTorch has it
        text = f"{self.name}() missing {len(names)} required positional argument{plural}: "
        return _UnfitError("TypeError", text + ", ".join(names), "GV159")

    def _mistyped(
        self, param: _Param, value: object, failed: int | None, place: int | None
    ) -> _UnfitError:
        where = "" if place is None else f" (position {place + 1})"
        text = f"{self.name}(): argument '{param.name}'{where} must be {param.shown}, "
        if failed is not None and place is not None:
            assert isinstance(value, list | tuple)
            text += f"but found element of type {type_name(value[failed])} at pos {failed}"
        else:
            text += f"not {type_name(value)}"
        return _UnfitError("TypeError", text, "GV160")

    def _unknown(self, signature: _Signature) -> _UnfitError:
        names = [param.name for param in signature.params]
        for name in self.keywords:
            meant = [own for own in names if name == own or name in _ALSO.get(own, ())]
            if not meant:
                text = f"{self.name}() got an unexpected keyword argument '{name}'"
                return _UnfitError("TypeError", text, "GV159")
            if names.index(meant[0]) < len(self.args):
                text = f"{self.name}() got multiple values for argument '{name}'"
                return _UnfitError("TypeError", text, "GV159")
        return _UnfitError("TypeError", "invalid keyword arguments", "GV159")

    # ── what is said of several ───────────────────────────────────────────────────────────────

    def _invalid(self) -> str:
        options = [option for option in self.signatures if not option.hidden]
        begins = f"{self.name}() received an invalid combination of arguments - got "
        if len(options) == 1:
            return f"{begins}{self._given()}, but expected {options[0].printed()}"
        lines = [f"{begins}{self._given()}, but expected one of:"]
        for option in options:
            lines += self._mismatch(option)
        return "\n".join(lines) + "\n"

    def _given(self) -> str:
        """The types of the arguments."""
        parts = [type_name(value) for value in self.args]
        parts += [f"{name}={type_name(value)}" for name, value in self._named()]
        ending = ", " if self.keywords and not self.args else ""
        return f"({', '.join(parts)}{ending})"

    def _named(self) -> list[tuple[str, object]]:
        """The keyword arguments in the order that a hash table of C++'s has them in."""
        return list(reversed(self.keywords.items()))

    def _mismatch(self, option: _Signature) -> list[str]:
        text = option.printed()
        lines = [f" * {text}"]
        words = [_Word.of(part) for part in text[1:-1].split(", ")]
        if len(words) != len(self.args) + len(self.keywords):
            return lines
        tail = words[len(words) - len(self.keywords) :]
        names = {word.name for word in tail}
        unmatched = [name for name, _ in self._named() if name not in names]
        why = "      didn't match because some of the "
        if unmatched:
            lines.append(f"{why}keywords were incorrect: {', '.join(unmatched)}")
        else:
            lines.append(f"{why}arguments have invalid types: {self._marked(words)}")
        return lines

    def _marked(self, words: list[_Word]) -> str:
        """The types of the arguments, those marked that are not what a signature says."""
        parts = []
        for at, word in enumerate(words):
            named = at >= len(self.args)
            value = self.keywords[word.name] if named else self.args[at]
            text = f"{word.name}={_described(value)}" if named else _described(value)
            parts.append(text if word.type == type_name(value) else f"!{text}!")
        return f"({', '.join(parts)}{'' if self.args else ', '})"


class _UnfitError(TorchError):
    """The call does not fit a signature, and what is said where it is the only one."""


class _Word(msgspec.Struct, frozen=True):
    """A parameter of a signature as it is printed, which is what PyTorch compares with."""

    type: str
    name: str

    @classmethod
    def of(cls, text: str) -> _Word:
        """Cut at the last space."""
        type_, _, name = text.rpartition(" ")
        return cls(type_, name)


def _described(value: object) -> str:
    """A type's name, with those of the elements of a list or tuple."""
    if not isinstance(value, list | tuple):
        return type_name(value)
    inner = ", ".join(type_name(item) for item in value)
    if isinstance(value, list):
        return f"{type_name(value)} of [{inner}]"
    return f"{type_name(value)} of ({inner}{',' if len(value) == 1 else ''})"


# ── what fits a parameter ─────────────────────────────────────────────────────────────────────


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | complex | np.number)


def _is_scalar(value: object) -> bool:
    if type(value) is Tensor:
        return not value.ndim and not value.requires_grad
    return _is_number(value)


def _is_double(value: object) -> bool:
    return _is_scalar(value) and not isinstance(value, complex)


def _is_int(value: object) -> bool:
    if type(value) is Tensor:
        return value.dtype.category == INTEGER and not value.ndim
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_index(value: object) -> bool:
    if type(value) is Tensor:
        return value.dtype.category <= INTEGER and value.data.size == 1
    return _is_int(value)


def _anything(value: object) -> bool:
    return True


_FITS: dict[str, Callable[[object], bool]] = {
    "Tensor": lambda value: type(value) is Tensor,
    "Scalar": _is_scalar,
    "double": _is_double,
    "int64_t": _is_int,
    "SymInt": _is_int,
    "bool": lambda value: isinstance(value, bool | np.bool_),
    "c10::string_view": lambda value: isinstance(value, str),
    "ScalarType": lambda value: isinstance(value, DType | Type),
}
