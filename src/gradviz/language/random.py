"""Random numbers as a program asks for them: seeds, generators, what is drawn into a tensor.

The functions that make tensors (`torch.rand`) stand in the table of creating functions; here is
what needs more than a size: the machine's own generator, a tensor that is there, a parameter that
is one.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from gradviz.engine.dtypes import OF_NUMPY, Array, Number
from gradviz.engine.in_place import apply_in_place, check_in_place
from gradviz.engine.messages import CAST_RESULT, DROPOUT_P, FEATURE_DROPOUT, TorchError
from gradviz.engine.op import TABLE, Op
from gradviz.engine.ops import random as draws
from gradviz.engine.ops.create import CREATE
from gradviz.engine.random import OWN_SEED, Generator, State
from gradviz.engine.tensor import NO_ATTRS, Site, Tensor
from gradviz.engine.views import refresh
from gradviz.language.creation import check_device, creator, generator_of
from gradviz.language.machine import Machine, native_error
from gradviz.language.managers import MANAGERS
from gradviz.language.methods import METHODS_OF
from gradviz.language.signature import Body, Signature, named, wrong_call
from gradviz.language.texts import type_name
from gradviz.language.types import OBJECT, TYPES
from gradviz.language.values import Builtin, Native, Type

Draw = Callable[..., Array]
"""Called with a generator, the elements to be replaced, and the distribution's parameters."""


# ── seeds and generators ──────────────────────────────────────────────────────────────────────


def _seed(value: object) -> int:
    """`int(seed)`, which is what PyTorch does with one."""
    try:
        return int(value.data.item() if type(value) is Tensor else value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError) as error:
        raise native_error(error) from None


@named("manual_seed", "seed")
def manual_seed(machine: Machine, site: Site, seed: object) -> Generator:
    """`torch.manual_seed(seed)`."""
    machine.generator.manual_seed(_seed(seed))
    return machine.generator


@named("seed")
def fresh_seed(machine: Machine, site: Site) -> int:
    """`torch.seed()`: a seed that nobody chose; here it is always the same one."""
    machine.generator.unseed()
    return machine.generator.seed


@named("initial_seed")
def initial_seed(machine: Machine, site: Site) -> int:
    """`torch.initial_seed()`."""
    return machine.generator.seed


@named("Generator", "device", device="cpu")
def generator(machine: Machine, site: Site, device: object) -> Generator:
    """`torch.Generator()`: one that PyTorch seeds with a number of its own."""
    check_device(device)
    return Generator(OWN_SEED)


@named("manual_seed", "generator", "seed")
def _seed_generator(machine: Machine, site: Site, generator: Generator, seed: object) -> Generator:
    """`g.manual_seed(seed)`."""
    generator.manual_seed(_seed(seed))
    return generator


@named("seed", "generator")
def _unseed_generator(machine: Machine, site: Site, generator: Generator) -> int:
    """`g.seed()`."""
    generator.unseed()
    return generator.seed


@named("initial_seed", "generator")
def _seed_of_generator(machine: Machine, site: Site, generator: Generator) -> int:
    """`g.initial_seed()`."""
    return generator.seed


@named("get_state", "generator")
def _state_of_generator(machine: Machine, site: Site, generator: Generator) -> Tensor:
    """`g.get_state()`: PyTorch's bytes of it."""
    machine.budget.charge_op(STATE_WORK, STATE_WORK)
    return machine.tape.leaf(np.frombuffer(generator.packed(), np.uint8).copy(), site=site)


@named("set_state", "generator", "new_state")
def _restore_generator(
    machine: Machine, site: Site, generator: Generator, state: object
) -> Generator:
    """`g.set_state(state)`."""
    _restore(machine, generator, state)
    return generator


@named("clone_state", "generator")
def _clone_generator(machine: Machine, site: Site, generator: Generator) -> Generator:
    """`g.clone_state()`: another one that goes on from the same place."""
    machine.budget.charge_op(STATE_WORK, STATE_WORK)
    other = Generator(OWN_SEED)
    other.restore(generator.state())
    return other


STATE_WORK = 20_000
"""What reading or writing the state of a generator costs."""


def _restore(machine: Machine, generator: Generator, state: object) -> None:
    if type(state) is not Tensor:
        text = f"expected a torch.ByteTensor, but got {type_name(state)}"
        raise TorchError("TypeError", text, "GV160")
    if state.dtype.name != "uint8":
        raise TorchError("TypeError", "RNG state must be a torch.ByteTensor", "GV160")
    machine.budget.charge_op(state.data.size, STATE_WORK)
    generator.unpack(state.data.tobytes())


TYPES["Generator"] = Type("Generator", OBJECT, generator)
METHODS_OF[Generator] = {
    "manual_seed": _seed_generator,
    "seed": _unseed_generator,
    "initial_seed": _seed_of_generator,
    "get_state": _state_of_generator,
    "set_state": _restore_generator,
    "clone_state": _clone_generator,
}


@named("get_rng_state")
def get_rng_state(machine: Machine, site: Site) -> object:
    """`torch.get_rng_state()`."""
    return _state_of_generator(machine, [machine.generator], {}, site)


@named("set_rng_state", "new_state")
def set_rng_state(machine: Machine, site: Site, state: object) -> None:
    """`torch.set_rng_state(state)`."""
    _restore(machine, machine.generator, state)


class ForkedState:
    """`torch.random.fork_rng()`: a `with` block after which the generator is as it was."""

    __slots__ = ("enabled",)

    def __init__(self, enabled: bool) -> None:
        self.enabled = enabled


@named("fork_rng", "devices", "enabled", "_caller", "_devices_kw", "device_type",
       devices=None, enabled=True, _caller="fork_rng", _devices_kw="devices",
       device_type="cuda")  # fmt: skip
def fork_rng(
    machine: Machine, site: Site, devices: object, enabled: object, *others: object
) -> ForkedState:
    """`torch.random.fork_rng()`."""
    return ForkedState(bool(enabled))


class _Fork:
    """The block of a `with torch.random.fork_rng()`."""

    __slots__ = ("before", "enabled", "generator")

    def __init__(self, machine: Machine, fork: ForkedState, site: Site) -> None:
        self.generator = machine.generator
        self.before: State | None = None
        self.enabled = fork.enabled

    def enter(self) -> object:
        if self.enabled:
            self.before = self.generator.state()
        return None

    def leave(self, error: TorchError | None) -> bool:
        if self.before is not None:
            self.generator.restore(self.before)
        return False


MANAGERS[ForkedState] = _Fork


# ── drawn into a tensor ───────────────────────────────────────────────────────────────────────


def draw_into(
    machine: Machine,
    site: Site,
    tensor: Tensor,
    row: str,
    draw: Callable[[], Array],
) -> Tensor:
    """Replaces a tensor's elements by what `draw` gives; `row` tells its history."""
    tape = machine.tape
    refresh(tape, tensor)
    if tensor.requires_grad and tape.grad_enabled:
        check_in_place(tape, tensor)
    machine.budget.charge_work(draws.WORK * tensor.data.size)
    values = draw() if tensor.data.size else tensor.data
    apply_in_place(tape, draws.DRAWN[row], [tensor], {"values": values}, site)
    machine.changed_in_place(tensor, site)
    return tensor


def number(function: str, name: str, value: object, position: int) -> float:
    """A distribution's parameter; PyTorch's error where it is no number."""
    if type(value) is Tensor and value.data.size == 1 and not value.requires_grad:
        value = value.data.item()
    if not isinstance(value, Number):
        text = (
            f"{function}(): argument '{name}' (position {position}) must be float, "
            f"not {type_name(value)}"
        )
        raise TorchError("TypeError", text, "GV160")
    return value


def _method(name: str, *params: str, **defaults: object) -> Callable[[Body], Native]:
    """A method whose body gets the generator, which a call can only name, before the tensor."""
    signature = Signature(name, ("input", *params), defaults)
    least = sum(param not in defaults for param in params)

    def wrap(body: Body) -> Native:
        def run(
            machine: Machine, args: list[object], keywords: dict[str, object], site: Site
        ) -> object:
            if len(args) > len(params) + 1:
                bounds = f"{least}" if least == len(params) else f"from {least} to {len(params)}"
                given = len(args) - 1
                text = f"{name}() takes {bounds} positional arguments but {given} were given"
                raise wrong_call(text)
            source = generator_of(machine, name, keywords.get("generator"))
            others = {key: value for key, value in keywords.items() if key != "generator"}
            return body(machine, site, source, *signature.bind(args, others))

        return run

    return wrap


def _filling(row: str, draw: Draw, *params: str, **defaults: object) -> Native:
    """A method that draws into its tensor with numbers as parameters: `x.uniform_(from, to)`."""
    name = f"{row}_"

    @_method(name, *params, **defaults)
    def fill(
        machine: Machine, site: Site, source: Generator, tensor: Tensor, *given: object
    ) -> Tensor:
        numbers = [
            number(name, param, value, position)
            for position, (param, value) in enumerate(zip(params, given, strict=True), 1)
        ]
        return draw_into(machine, site, tensor, row, lambda: draw(source, tensor.data, *numbers))

    return fill


@_method("bernoulli_", "p", p=0.5)
def bernoulli_(
    machine: Machine, site: Site, source: Generator, tensor: Tensor, p: object
) -> Tensor:
    """`x.bernoulli_(p)`, p being a number or a tensor."""
    if type(p) is Tensor:
        chances = p.data
        return draw_into(
            machine, site, tensor, "bernoulli.Tensor",
            lambda: draws.bernoulli_each(source, tensor.data, chances),
        )  # fmt: skip
    chance = number("bernoulli_", "p", p, 1)
    return draw_into(
        machine, site, tensor, "bernoulli.float",
        lambda: draws.bernoulli(source, tensor.data, chance),
    )  # fmt: skip


@_method("random_", "from", "to", to=None, **{"from": None})
def random_(
    machine: Machine, site: Site, source: Generator, tensor: Tensor, low: object, high: object
) -> Tensor:
    """`x.random_()`, `x.random_(to)`, `x.random_(from, to)`."""
    bounds = [_bound(value) for value in (low, high) if value is not None]
    if not bounds:
        return draw_into(
            machine, site, tensor, "random", lambda: draws.whole_range(source, tensor.data)
        )
    row = "random.to" if len(bounds) == 1 else "random.from"
    first, last = (0, *bounds)[-2:]
    return draw_into(
        machine, site, tensor, row, lambda: draws.integers(source, tensor.data, first, last)
    )


def _bound(value: object) -> int:
    if isinstance(value, int):
        return value
    text = f"random_(): argument 'to' must be int, not {type_name(value)}"
    raise TorchError("TypeError", text, "GV160")


DRAWING: dict[str, Native] = {
    "uniform_": _filling("uniform", draws.uniform, "from", "to", to=1.0, **{"from": 0.0}),
    "normal_": _filling("normal", draws.normal, "mean", "std", mean=0.0, std=1.0),
    "exponential_": _filling("exponential", draws.exponential, "lambd", lambd=1.0),
    "cauchy_": _filling("cauchy", draws.cauchy, "median", "sigma", median=0.0, sigma=1.0),
    "log_normal_": _filling("log_normal", draws.log_normal, "mean", "std", mean=1.0, std=2.0),
    "geometric_": _filling("geometric", draws.geometric, "p"),
    "bernoulli_": bernoulli_,
    "random_": random_,
}  # fmt: skip
"""The methods that draw into their tensor."""


# ── drawn with a tensor as the parameter ──────────────────────────────────────────────────────


@named("bernoulli", "input", "p", "generator", p=None, generator=None)
def bernoulli(machine: Machine, site: Site, input: object, p: object, generator: object) -> object:
    """`torch.bernoulli(p)`, `x.bernoulli()`; with a number as well, the tensor gives the shape."""
    if type(input) is not Tensor:
        text = f"bernoulli(): argument 'input' (position 1) must be Tensor, not {type_name(input)}"
        raise TorchError("TypeError", text, "GV160")
    source = generator_of(machine, "bernoulli", generator)
    machine.budget.charge_work(draws.WORK * input.data.size)
    target = np.empty(input.shape, input.data.dtype)
    if p is None:
        values = draws.bernoulli_each(source, target, input.data)
    else:
        values = draws.bernoulli(source, target, number("bernoulli", "p", p, 2))
    return machine.tape.call(draws.DRAWN["bernoulli"], (input,), {"values": values}, site)


DRAWING["bernoulli"] = bernoulli


@named("poisson", "input", "generator", generator=None)
def poisson(machine: Machine, site: Site, input: object, generator: object) -> object:
    """`torch.poisson(rates)`."""
    if type(input) is not Tensor:
        text = f"poisson(): argument 'input' (position 1) must be Tensor, not {type_name(input)}"
        raise TorchError("TypeError", text, "GV160")
    source = generator_of(machine, "poisson", generator)
    machine.budget.charge_work(20 * draws.WORK * input.data.size)
    values = draws.poisson(source, input.data)
    return machine.tape.call(draws.DRAWN["poisson"], (input,), {"values": values}, site)


def _normal_combination(given: list[object]) -> TorchError:
    kinds = ", ".join(type_name(value) for value in given)
    text = (
        f"normal() received an invalid combination of arguments - got ({kinds}), but expected one "
        "of:\n"
        " * (Tensor mean, Tensor std, *, torch.Generator generator = None, Tensor out = None)\n"
        " * (Tensor mean, float std = 1, *, torch.Generator generator = None, Tensor out = None)\n"
        " * (float mean, Tensor std, *, torch.Generator generator = None, Tensor out = None)\n"
        " * (float mean, float std, tuple of ints size, *, torch.Generator generator = None, "
        "Tensor out = None, torch.dtype dtype = None, torch.layout layout = None, torch.device "
        "device = None, bool pin_memory = False, bool requires_grad = False)\n"
    )
    return TorchError("TypeError", text, "GV160")


@named("normal", "mean", "std", "generator", std=1.0, generator=None)
def _normal_of_tensors(
    machine: Machine, site: Site, mean: object, std: object, generator: object
) -> object:
    """`torch.normal(mean, std)` where one of them is a tensor."""
    source = generator_of(machine, "normal", generator)
    operands = [value for value in (mean, std) if type(value) is Tensor]
    cost = math.prod(max(operand.data.size, 1) for operand in operands)
    machine.budget.charge_op(cost, draws.WORK * cost)
    middle = mean.data if type(mean) is Tensor else number("normal", "mean", mean, 1)
    spread = std.data if type(std) is Tensor else number("normal", "std", std, 2)
    values = draws.normal_of(source, middle, spread)
    row = draws.normal_of_both
    if len(operands) == 1:
        row = draws.DRAWN["normal.Tensor_float" if operands[0] is mean else "normal.float_Tensor"]
    return machine.tape.call(row, operands, {"values": values}, site)


_normal_of_size = creator("normal", CREATE["normal"])


def normal(machine: Machine, args: list[object], keywords: dict[str, object], site: Site) -> object:
    """`torch.normal(mean, std)`: of tensors, or of numbers and a size."""
    mean, std = [*args, keywords.get("mean"), keywords.get("std")][:2]
    if type(mean) is Tensor or type(keywords.get("std", std)) is Tensor:
        return _normal_of_tensors(machine, args, keywords, site)
    if len(args) + len(keywords.keys() & {"mean", "std", "size"}) < 3:
        raise _normal_combination([*args, *keywords.values()])
    return _normal_of_size(machine, args, keywords, site)


# ── dropout ───────────────────────────────────────────────────────────────────────────────────


def dropped(
    machine: Machine,
    site: Site,
    input: Tensor,
    p: float,
    *,
    channels: bool = False,
    in_place: bool = False,
) -> object:
    """What training's dropout gives: the product with a mask, which is a tensor of its own.

    The mask is 1 / (1 - p) with the probability 1 - p, else 0: for each element, or for each
    channel (the second dimension) of each sample.
    """
    like = np.empty_like(input.data)
    if channels and p != 1:
        if input.ndim < 2:
            raise FEATURE_DROPOUT.error()
        like = np.empty((*input.shape[:2], *[1] * (input.ndim - 2)), like.dtype)
    mask = _mask(machine, like, p, lambda: draws.kept(machine.generator, like, 1 - p))
    return _applied(machine, site, "mul", input, mask, in_place=in_place)


def _alpha_dropped(
    machine: Machine, site: Site, input: Tensor, p: float, *, in_place: bool = False
) -> object:
    """Dropout that keeps mean and variance of what SELU gives: a product and a sum."""
    like = np.empty_like(input.data)
    if p == 1:
        return dropped(machine, site, input, p, in_place=in_place)
    shift: Array = like

    def scale() -> Array:
        nonlocal shift
        scale, shift = draws.alpha_kept(machine.generator, like, p)
        return scale

    factor = _mask(machine, like, p, scale)
    product = _applied(machine, site, "mul", input, factor, in_place=in_place)
    assert type(product) is Tensor
    return _applied(machine, site, "add", product, shift, in_place=True)


def _mask(machine: Machine, like: Array, p: float, draw: Callable[[], Array]) -> Array:
    """What the elements are multiplied with; nothing is drawn where all are dropped."""
    if like.dtype.kind != "f":
        default = machine.tape.default_dtype.scalar_name
        raise CAST_RESULT.error(result=default, wanted=OF_NUMPY[like.dtype].scalar_name)
    if p == 1:
        return np.zeros((), like.dtype)[()]
    machine.budget.charge_op(like.size, draws.WORK * like.size)
    return draw()


def _applied(
    machine: Machine, site: Site, row: str, input: Tensor, values: Array, *, in_place: bool
) -> object:
    """A row of a tensor and of drawn numbers, which become a tensor that has no gradient."""
    op = TABLE[row]
    assert isinstance(op, Op)
    drawn = machine.tape.leaf(values, site=site)
    if not in_place:
        return machine.tape.call(op, [input, drawn], NO_ATTRS, site)
    changed = apply_in_place(machine.tape, op, [input, drawn], {}, site)
    return machine.changed_in_place(changed, site)


def _probability(function: str, p: object) -> float:
    """The probability of being dropped; PyTorch's error where it is none."""
    chance = number(function, "p", p, 2)
    if not 0 <= chance <= 1:
        raise DROPOUT_P.error(p=p)
    return chance


def _dropping(name: str, drop: Callable[..., object], *, training: bool) -> Native:
    """A function of `torch.nn.functional`; `training` is whether it drops by default."""

    @named(name, "input", "p", "training", "inplace", p=0.5, training=training, inplace=False)
    def run(
        machine: Machine, site: Site, input: Tensor, p: object, training: object, inplace: object
    ) -> object:
        chance = _probability(name, p)
        if not training or not chance or not input.data.size:
            return input
        return drop(machine, site, input, chance, in_place=bool(inplace))

    return run


dropout = _dropping("dropout", dropped, training=True)
alpha_dropout = _dropping("alpha_dropout", _alpha_dropped, training=False)
_feature_dropout = _dropping("feature_dropout", partial(dropped, channels=True), training=True)


def _dropping_channels(spatial: int) -> Native:
    """`F.dropout1d` and its kin: whole channels of samples with so many further dimensions."""
    name = f"dropout{spatial}d"

    @named(name, "input", "p", "training", "inplace", p=0.5, training=True, inplace=False)
    def run(machine: Machine, site: Site, input: Tensor, *rest: object) -> object:
        _check_dimensions(machine, site, spatial, input.ndim)
        single = input.ndim != spatial + 2 and spatial != 2
        tape = machine.tape
        batch = tape.call(TABLE["unsqueeze"], (input, 0), NO_ATTRS, site) if single else input
        result = _feature_dropout(machine, [batch, *rest], {}, site)
        if not single:
            return result
        return tape.call(TABLE["squeeze"], (result, 0), NO_ATTRS, site)

    return run


_PURPOSE = (
    "Note that dropout{n}d exists to provide channel-wise dropout on inputs with {n} spatial "
    "dimension{s}, a channel dimension, and an optional batch dimension (i.e. {a}D or {b}D inputs)."
)
_THREE_DIMENSIONS = (
    "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout "
    "behavior is desired - input is interpreted as shape (N, C, L), where C is the channel dim. "
    "This behavior will change in a future release to interpret the input as one without a batch "
    "dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise dropout behavior, please "
    "switch to using dropout1d instead."
)


def _check_dimensions(machine: Machine, site: Site, spatial: int, ndim: int) -> None:
    """PyTorch's error, or its warnings, for a number of dimensions that is not meant."""
    plural = "s" if spatial > 1 else ""
    purpose = _PURPOSE.format(n=spatial, s=plural, a=spatial + 1, b=spatial + 2)
    if ndim in (spatial + 1, spatial + 2):
        if (spatial, ndim) == (2, 3):
            machine.warn("UserWarning", _THREE_DIMENSIONS, site)
        return
    if spatial == 1:
        text = f"dropout1d: Expected 2D or 3D input, but received a {ndim}D input. {purpose}"
        raise TorchError("RuntimeError", text, FEATURE_DROPOUT.code)
    text = (
        f"dropout{spatial}d: Received a {ndim}-D input to dropout{spatial}d, which is deprecated "
        "and will result in an error in a future release. To retain the behavior and silence this "
        f"warning, please use dropout instead. {purpose}"
    )
    machine.warn("UserWarning", text, site)


@named("dropout", "input", "p", "train")
def torch_dropout(machine: Machine, site: Site, input: Tensor, p: object, train: object) -> object:
    """`torch.dropout(input, p, train)`."""
    return dropout(machine, [input, p, train], {}, site)


@named("manual_seed", "seed")
def cuda_seed(machine: Machine, site: Site, seed: object) -> None:
    """`torch.cuda.manual_seed(seed)`: of a device that is not there."""
    _seed(seed)


SEEDING: dict[str, Builtin] = {
    name: Builtin(name, call)
    for name, call in {
        "manual_seed": manual_seed,
        "seed": fresh_seed,
        "initial_seed": initial_seed,
        "get_rng_state": get_rng_state,
        "set_rng_state": set_rng_state,
    }.items()
}
"""The functions of `torch.random`, which are `torch`'s too."""

FORKING = {"fork_rng": Builtin("fork_rng", fork_rng)}
"""What `torch.random` has besides."""

FUNCTIONS: dict[str, Builtin] = {
    name: Builtin(name, call)
    for name, call in {
        "bernoulli": bernoulli,
        "poisson": poisson,
        "normal": normal,
        "dropout": torch_dropout,
    }.items()
}
"""The other functions of `torch`."""

FUNCTIONAL: dict[str, Builtin] = {
    "dropout": Builtin("dropout", dropout),
    "alpha_dropout": Builtin("alpha_dropout", alpha_dropout),
    **{f"dropout{n}d": Builtin(f"dropout{n}d", _dropping_channels(n)) for n in (1, 2, 3)},
}
"""The functions of `torch.nn.functional`."""

CUDA: dict[str, Builtin] = {
    name: Builtin(name, cuda_seed) for name in ("manual_seed", "manual_seed_all")
}
"""The functions of `torch.cuda`."""
