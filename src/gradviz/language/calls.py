"""What calling a value means: functions of the program, builtins, rows of the op table."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import Any

from gradviz.engine.in_place import apply_in_place, check_target
from gradviz.engine.messages import OUT_NEEDS_GRAD, UNFIT, TorchError
from gradviz.engine.op import REQUIRED, TABLE, Callee, Composite, Op, Overload
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.machine import Machine
from gradviz.language.signature import wrong_call
from gradviz.language.texts import described, type_name
from gradviz.language.values import (
    Builtin,
    Frame,
    Function,
    GradMode,
    Iteration,
    Method,
    Native,
    Results,
    Size,
    Type,
)

_ALIASES = {"axis": "dim", "keepdims": "keepdim", "x": "input", "self": "input", "x1": "input",
            "x2": "other"}  # fmt: skip
"""Names that PyTorch takes too, as numpy has them."""


Caller = Callable[["Machine", Any, list[object], dict[str, object], Site], object]

CALLERS: dict[type, Caller] = {}
"""How values are called that other modules add: classes and their objects."""


def call(
    machine: Machine, callee: object, args: list[object], keywords: dict[str, object], site: Site
) -> object:
    """`callee(*args, **keywords)`."""
    kind = type(callee)
    if kind is Builtin or kind is Method:
        if kind is Method:
            args = [callee.owner, *args]  # type: ignore[attr-defined]
        return _call_own(machine, callee, args, keywords, site)  # type: ignore[arg-type]
    if kind is Function:
        return call_function(machine, callee, args, keywords, site)  # type: ignore[arg-type]
    caller = CALLERS.get(kind)
    if caller is not None:
        return caller(machine, callee, args, keywords, site)
    if isinstance(callee, Type) and callee.call is not None:
        return _call_own(machine, callee, args, keywords, site)
    if isinstance(callee, GradMode) and len(args) == 1 and isinstance(args[0], Function):
        return decorated(machine, args[0], callee)
    raise TorchError("TypeError", f"'{described(callee)}' object is not callable", "GV158")


def _call_own(
    machine: Machine,
    callee: Builtin | Method | Type,
    args: list[object],
    keywords: dict[str, object],
    site: Site,
) -> object:
    """A call of a function that we wrote."""
    native = callee.call
    assert native is not None
    try:
        return native(machine, args, keywords, site)
    except (TorchError, *_RAW) as error:
        if isinstance(error, TorchError) and error.code not in _OF_ARGUMENTS:
            raise
        raise _unfit(callee, args, keywords, error) from None


_RAW = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, AssertionError)
"""What one of our functions ends in that meets an argument which it does not expect."""


_OF_ARGUMENTS = ("GV159", "GV160")
"""Codes of what is said of arguments: PyTorch's own parser may say it in other words."""


def _unfit(
    callee: Builtin | Method | Type,
    args: list[object],
    keywords: dict[str, object],
    error: Exception,
) -> Exception:
    """The error of the program in place of one of ours: PyTorch's, where its parser has one."""
    name = callee.name
    if isinstance(callee, Method) and type(callee.owner) is Tensor:
        return complained(f".{name}", args, keywords, error)
    from gradviz.language.modules import MODULES  # noqa: PLC0415  # a cycle

    of_torch = MODULES["torch"].members.get(name) is callee
    return complained(f"torch.{name}" if of_torch else name, args, keywords, error)


def call_method(
    machine: Machine,
    name: str,
    method: Native,
    args: list[object],
    keywords: dict[str, object],
    site: Site,
) -> object:
    """`tensor.name(…)`, the tensor the first of `args`."""
    try:
        return method(machine, args, keywords, site)
    except (TorchError, *_RAW) as error:
        if isinstance(error, TorchError) and error.code not in _OF_ARGUMENTS:
            raise
        raise complained(f".{name}", args, keywords, error) from None


def decorated(machine: Machine, function: Function, mode: GradMode) -> Function:
    """The function, run under a grad mode from now on; a generator, whenever it is resumed."""
    body = function.body
    if mode.immediate is not None:  # set_grad_enabled is no switch when it decorates
        machine.tape.grad_enabled, machine.tape.cut_by = mode.immediate
        mode.immediate = None

    def run(frame: Frame) -> object:
        with switched(machine, mode):
            result = body(frame)
        if isinstance(result, Iteration) and result.kind == "generator" and result.name:
            result.items = _resumed_under(machine, mode, result.items)
        return result

    return function.with_body(run)


def _resumed_under(
    machine: Machine, mode: GradMode, items: Iterator[object]
) -> Generator[object, None, object]:
    while True:
        with switched(machine, mode):
            try:
                item = next(items)
            except StopIteration as end:
                return end.value
        yield item


class switched:  # noqa: N801  # a context manager, named as it reads
    """`with switched(machine, mode):` runs a block under a grad mode."""

    __slots__ = ("machine", "mode")

    def __init__(self, machine: Machine, mode: GradMode) -> None:
        self.machine = machine
        self.mode = mode

    def __enter__(self) -> None:
        tape, mode = self.machine.tape, self.mode
        mode.before.append(mode.immediate or (tape.grad_enabled, tape.cut_by))
        tape.grad_enabled, tape.cut_by = mode.enabled, mode.name

    def __exit__(self, *_: object) -> None:
        self.machine.tape.grad_enabled, self.machine.tape.cut_by = self.mode.before.pop()


def call_function(
    machine: Machine,
    function: Function,
    args: list[object],
    keywords: dict[str, object],
    site: Site,
    *,
    opens: bool = True,
) -> object:
    """Calls a function of the program; the call is a scope of the Trace, unless not `opens`."""
    machine.budget.charge_step()
    frame = bound_arguments(function, args, keywords)
    statement = machine.statement
    around = machine.tape.scope
    opens = opens and bool(site[0] or not function.library)
    if opens:  # a page that calls a page is of no interest
        name = "" if function.library else function.name
        machine.open("call", function.label, None, site, name)
    machine.enter()
    try:
        result = function.body(frame)
    except TorchError as error:
        if error.site is not None and not error.site[0]:
            error.site = site
        raise
    finally:
        machine.depth -= 1
        machine.tape.scope, machine.statement = around, statement
    if opens:
        machine.note("return", site)
    return result


def bound_arguments(function: Function, args: list[object], keywords: dict[str, object]) -> Frame:
    """The frame of a call: each parameter with its argument, as Python binds them."""
    parameters = function.parameters
    frame = Frame(function.frame)
    names = parameters.positional
    frame.update(zip(names, args, strict=False))
    if len(args) > len(names):
        if parameters.rest is None:
            raise _too_many(function, len(args))
        frame[parameters.rest] = tuple(args[len(names) :])
    elif parameters.rest is not None:
        frame[parameters.rest] = ()
    if keywords or parameters.keywords is not None:
        _bind_keywords(function, frame, keywords)
    if len(args) < len(names) or parameters.keyword_only:
        _fill_defaults(function, frame)
    return frame


def _bind_keywords(function: Function, frame: Frame, keywords: dict[str, object]) -> None:
    parameters, called = function.parameters, function.qualified
    unknown: dict[str, object] = {}
    named = parameters.positional[parameters.by_place :]
    for name, value in keywords.items():
        if name in named or name in parameters.keyword_only:
            if name in frame:
                raise wrong_call(
                    f"{function.qualified}() got multiple values for argument '{name}'"
                )
            frame[name] = value
        else:
            unknown[name] = value
    if parameters.keywords is not None:
        frame[parameters.keywords] = unknown
    elif unknown:
        by_place = [
            name for name in parameters.positional[: parameters.by_place] if name in unknown
        ]
        if by_place:
            text = (
                f"{called}() got some positional-only arguments passed as keyword "
                f"arguments: '{', '.join(by_place)}'"
            )
        else:
            text = (
                f"{function.qualified}() got an unexpected keyword argument '{next(iter(unknown))}'"
            )
        raise wrong_call(text)


def _fill_defaults(function: Function, frame: Frame) -> None:
    parameters = function.parameters
    for kind, names in (("positional", parameters.positional),
                        ("keyword-only", parameters.keyword_only)):  # fmt: skip
        missing = []
        for name in names:
            if name in frame:
                continue
            if name in parameters.defaults:
                frame[name] = parameters.defaults[name]
            else:
                missing.append(f"'{name}'")
        if missing:
            plural = "s" if len(missing) > 1 else ""
            listed = _listed(missing)
            text = (
                f"{function.qualified}() missing {len(missing)} required {kind} argument{plural}: "
                f"{listed}"
            )
            raise wrong_call(text)


def _listed(names: list[str]) -> str:
    """Names as Python lists them: "'a'", "'a' and 'b'", "'a', 'b', and 'c'"."""
    if len(names) < 3:
        return " and ".join(names)
    return ", ".join(names[:-1]) + f", and {names[-1]}"


def _too_many(function: Function, given: int) -> TorchError:
    most = len(function.parameters.positional)
    least = sum(name not in function.parameters.defaults for name in function.parameters.positional)
    takes = f"{most}" if least == most else f"from {least} to {most}"
    plural = "" if takes == "1" else "s"
    was = "was" if given == 1 else "were"
    text = (
        f"{function.qualified}() takes {takes} positional argument{plural} but {given} {was} given"
    )
    return wrong_call(text)


# ── rows of the op table ──────────────────────────────────────────────────────────────────────


def op_function(
    name: str, row: str, *, home: str = "", in_place: bool = False, takes_inplace: bool = False
) -> Native:
    """How a program calls the entry `row` of the table under one of its torch names.

    `home`: what stands before the name's dot, nothing for a method. `in_place`: it writes into its
    first operand. `takes_inplace`: its argument `inplace` says so, as that of `F.relu` does.
    """
    spelling = f"{home}.{name}"

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        try:
            return attempt(machine, args, keywords, site)
        except _WRONG_ARGUMENTS as error:
            raise complained(spelling, args, keywords, error) from None

    def attempt(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        if "out" in keywords:
            rest = {key: value for key, value in keywords.items() if key != "out"}
            return _into(machine, name, keywords["out"], run(machine, args, rest, site), site)
        writes = in_place
        if takes_inplace and "inplace" in keywords:
            keywords = dict(keywords)
            writes = bool(keywords.pop("inplace"))
        callee = TABLE[row]
        operands, attrs = bind(name, callee, args, keywords)
        if writes and isinstance(callee, Overload):
            check_target(machine.tape, operands)
        while isinstance(callee, Overload):
            callee = callee.choose(*operands, **attrs)
        warned = callee.warning(*operands, **attrs) if callee.warning else None
        if warned is not None or _looks_wrong(callee, operands, attrs):
            said = complaint_of(spelling, args, keywords)
            if said is not None:
                raise said
            if warned is not None:
                machine.warn("UserWarning", warned.text, site, once=warned.once)
        if writes:
            return _in_place(machine, callee, operands, attrs, site)
        return wrapped(machine.tape.call(callee, operands, attrs, site), callee)

    return run


_WRONG_ARGUMENTS = (TorchError, *_RAW, StopIteration, RecursionError)
"""What a call with arguments that no op expects may end in."""


def complaint_of(
    spelling: str, args: list[object], keywords: dict[str, object]
) -> TorchError | None:
    """What PyTorch says of the arguments before it looks at their values; None: nothing."""
    from gradviz.language.argument_parser import complaint  # noqa: PLC0415  # seldom needed

    return complaint(spelling, args, keywords)


def complained(
    spelling: str, args: list[object], keywords: dict[str, object], error: Exception
) -> Exception:
    """What PyTorch says of a call that ended in `error`: of its arguments, else the error."""
    said = complaint_of(spelling, args, keywords)
    if said is not None:
        return said
    if isinstance(error, TorchError):
        return error
    return UNFIT.error(name=spelling.lstrip("."), types=", ".join(map(type_name, args)))


def _into(machine: Machine, name: str, out: object, result: object, site: Site) -> object:
    """What `out=` does: the result is written into a tensor that is there."""
    if type(out) is not Tensor or type(result) is not Tensor:
        raise wrong_call(f"{name}(): argument 'out' must be Tensor, not {type_name(out)}")
    if result.requires_grad or out.requires_grad:
        raise OUT_NEEDS_GRAD.error(name=name)
    row = TABLE["copy"]
    assert isinstance(row, Op)
    target = apply_in_place(machine.tape, row, (out, result), {}, site)
    return machine.changed_in_place(target, site)


def _in_place(
    machine: Machine,
    callee: Callee,
    operands: list[object],
    attrs: dict[str, object],
    site: Site,
) -> object:
    if not isinstance(callee, Op):
        result = machine.tape.call(callee, operands, {**attrs, "inplace": True}, site)
        assert isinstance(result, Tensor)
        return machine.changed_in_place(result, site)
    count = callee.arity
    attrs = {**attrs, **dict(zip(callee.params[count:], operands[count:], strict=False))}
    target = apply_in_place(machine.tape, callee, operands[:count], attrs, site)
    return machine.changed_in_place(target, site)


def wrapped(result: object, callee: Callee) -> object:
    """Several results as PyTorch gives them: a plain tuple, or one with names."""
    if isinstance(result, tuple) and isinstance(callee, Op | Composite):
        names = callee.outputs
        if names and names != ("*",):
            return Results.of(result, callee.title, names)
    return result


def bind(
    name: str, callee: Callee, args: list[object], keywords: dict[str, object]
) -> tuple[list[object], dict[str, object]]:
    """Positional arguments and attributes of a call, by the callee's signature."""
    params = callee.params
    gathers: str | None = getattr(callee, "gathers", None)
    positional = callee.positional
    if gathers is not None:
        place = params.index(gathers)
        if len(args) > place:
            args = [*args[:place], _gathered(args[place:])]
    if len(args) > positional:
        text = f"{name}() takes {positional} positional arguments but {len(args)} were given"
        raise wrong_call(text)
    attrs: dict[str, object] = {}
    for keyword, value in keywords.items():
        param = keyword if keyword in params else _ALIASES.get(keyword, keyword)
        if param not in params:
            text = f"{name}() got an unexpected keyword argument '{keyword}'"
            raise wrong_call(text)
        if params.index(param) < len(args):
            text = f"{name}() got multiple values for argument '{keyword}'"
            raise wrong_call(text)
        attrs[param] = _plain_size(value)
    operands = list(args)
    while len(operands) < positional and params[len(operands)] in attrs:
        operands.append(attrs.pop(params[len(operands)]))
    _check(name, callee, operands, attrs)
    return operands, attrs


def _looks_wrong(callee: Callee, operands: list[object], attrs: dict[str, object]) -> bool:
    """Whether an argument is not of the kind that its parameter has.

    A row may take what PyTorch does not: `x.sum(0, 1)`, whose 1 is no `keepdim`.
    """
    tensors = callee.arity if isinstance(callee, Op) and not callee.variadic else 0
    params, defaults = callee.params, callee.defaults
    for param, operand in zip(params[:tensors], operands, strict=False):
        if type(operand) is not Tensor and not (
            defaults[param] is None
            if operand is None
            else callee.title in _ARITHMETIC and isinstance(operand, int | float)
        ):
            return True
    given = [*zip(params[tensors:], operands[tensors:], strict=False), *attrs.items()]
    for param, value in given:
        if param in _TENSORS and type(value) is not Tensor and defaults[param] is REQUIRED:
            return True
        if type(defaults[param]) in _PLAIN and type(value) is not type(defaults[param]):
            if type(value) is float and param in _FACTORS:
                continue
            return True
        if param == callee.gathers and isinstance(value, tuple):
            return any(type(size) is not int for size in value)
    return False


_PLAIN = frozenset((bool, int, str))
_TENSORS = frozenset(("input", "index", "src", "source", "mask", "target", "weight", "other"))
"""Parameters that are tensors in whatever is made of several rows."""
_FACTORS = frozenset(("alpha", "beta", "value"))
"""Parameters that are 1 where they are not given, and any number where they are."""
_ARITHMETIC = frozenset(("add", "sub", "mul", "div", "pow"))
"""Rows whose second operand is a number as often as it is a tensor."""


def _gathered(rest: list[object]) -> object:
    """`x.view(2, 3)` and `x.view((2, 3))` alike."""
    if len(rest) == 1 and isinstance(rest[0], list | tuple):
        return tuple(rest[0])
    return tuple(rest)


def _plain_size(value: object) -> object:
    return tuple(value) if type(value) is Size else value


def _check(name: str, callee: Callee, operands: list[object], attrs: dict[str, object]) -> None:
    """PyTorch's complaint about an argument that is missing or no tensor."""
    for position, param in enumerate(callee.params[: callee.positional]):
        if position >= len(operands) and param not in attrs:
            if callee.defaults[param] is REQUIRED:
                text = f'{name}() missing 1 required positional arguments: "{param}"'
                raise wrong_call(text)
            break
    if not isinstance(callee, Op) or not operands:
        return
    first = operands[0]
    if callee.variadic:
        if not isinstance(first, list | tuple):
            text = (
                f"{name}(): argument '{callee.params[0]}' (position 1) must be tuple of Tensors, "
                f"not {type_name(first)}"
            )
            raise TorchError("TypeError", text, "GV160")
    elif type(first) is not Tensor and not _any_tensor(operands):
        raise _no_tensor(name, callee, first)


def _any_tensor(operands: list[object]) -> bool:
    return any(type(operand) is Tensor for operand in operands)


def _no_tensor(name: str, callee: Callee, value: object) -> TorchError:
    text = (
        f"{name}(): argument '{callee.params[0]}' (position 1) must be Tensor, "
        f"not {type_name(value)}"
    )
    return TorchError("TypeError", text, "GV160")
