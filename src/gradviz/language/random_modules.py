"""numpy's and Python's own random numbers, drawn by their own generators.

A generator of theirs stands behind a value of ours; what a program may call on it is in the tables
here, each with what it costs. A generator that nobody seeded is seeded with `UNSEEDED`, so that
every run draws the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from gradviz.engine.messages import TorchError
from gradviz.engine.random import UNSEEDED
from gradviz.engine.shapes import size_of
from gradviz.engine.tensor import Site
from gradviz.language.arrays import NUMPY, as_keyword, as_operand, checked
from gradviz.language.containers import ITEM_GETTERS, ITEM_SETTERS, collected
from gradviz.language.machine import Machine, native_error
from gradviz.language.methods import METHODS_OF
from gradviz.language.objects import Instance
from gradviz.language.signature import Signature
from gradviz.language.texts import type_name
from gradviz.language.types import OBJECT, TYPES
from gradviz.language.values import Builtin, Native, Type

if TYPE_CHECKING:
    from random import Random

_ERRORS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)

WORK = 500
"""Units of work for one random number."""


class RandomState:
    """`np.random.RandomState`: numpy's old generator, also the one behind `np.random.rand`."""

    __slots__ = ("source", "used_unseeded")

    def __init__(self, seed: object = None, unseeded: int = UNSEEDED) -> None:
        chosen: Any = unseeded if seed is None else seed
        self.source = np.random.RandomState(chosen)
        self.used_unseeded = seed is None


class NumpyGenerator:
    """`np.random.Generator`: what `np.random.default_rng(seed)` gives."""

    __slots__ = ("source", "used_unseeded")

    def __init__(self, seed: object = None, unseeded: int = UNSEEDED) -> None:
        chosen: Any = unseeded if seed is None else seed
        self.source = np.random.default_rng(chosen)
        self.used_unseeded = seed is None


class PythonRandom:
    """`random.Random`, also the one behind the functions of the module."""

    __slots__ = ("source", "used_unseeded")

    def __init__(self, seed: object = None, unseeded: int = UNSEEDED) -> None:
        from random import Random  # noqa: PLC0415  # most programs do without

        chosen: Any = unseeded if seed is None else seed
        self.source: Random = Random(chosen)
        self.used_unseeded = seed is None


Owner = RandomState | NumpyGenerator | PythonRandom
Kind = type[RandomState] | type[NumpyGenerator] | type[PythonRandom]


def _unseeded(machine: Machine) -> int:
    """The seed of a generator that the program gives none."""
    return UNSEEDED if machine.seed is None else machine.seed


def own_generator(machine: Machine, kind: Kind) -> Owner:
    """The generator behind the functions of a module, made when it is first asked for."""
    found = machine.generators.get(kind)
    if found is None:
        found = machine.generators[kind] = kind(None, _unseeded(machine))
    assert isinstance(found, kind)
    return found


def _native(compute: Callable[..., object], *args: object, **keywords: object) -> object:
    """A call of numpy's or Python's, whose complaints are the program's errors."""
    try:
        return compute(*args, **keywords)
    except _ERRORS as error:
        raise native_error(error) from None


# ── numpy ─────────────────────────────────────────────────────────────────────────────────────


def _elements(value: object) -> int:
    """How many elements a shape asks for; 0 for what is none, which numpy will refuse."""
    sizes = value if isinstance(value, tuple | list) else (value,)
    if not all(isinstance(size, int | np.integer) for size in sizes):
        return 0
    return size_of([max(int(size), 0) for size in sizes])


def _count(value: object) -> int:
    """How many elements an argument has, a number being one."""
    return int(value.size) if isinstance(value, NUMPY) else 1


def _numpy_argument(machine: Machine, name: str, value: object) -> object:
    if name in ("size", "dtype"):
        return tuple(value) if isinstance(value, list) else as_keyword(machine, value)
    return as_operand(machine, value)


Method = Callable[[Machine, Owner, list[object], dict[str, object]], object]
"""A function on a generator: with arguments and keywords."""


def _distribution(name: str, *params: str) -> Method:
    """A method that draws `size` numbers, or as many as its parameters have together."""
    signature = Signature(name, params, dict.fromkeys(params))

    def run(
        machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
    ) -> object:
        signature.bind(args, keywords)
        given = dict(zip(params, args, strict=False)) | keywords
        plain = {key: _numpy_argument(machine, key, value) for key, value in given.items()}
        size = plain.get("size")
        count = math.prod(_count(value) for key, value in plain.items() if key != "size")
        count = count if size is None else _elements(size)
        machine.budget.charge_values(count, WORK * count)
        positional = [plain.pop(param) for param in params[: len(args)]]
        return checked(_native(getattr(owner.source, name), *positional, **plain))

    return run


def _of_dimensions(name: str) -> Method:
    """`rand(2, 3)`: the dimensions are the arguments."""

    def run(
        machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
    ) -> object:
        sizes = [as_operand(machine, arg) for arg in args]
        count = _elements(sizes)
        machine.budget.charge_values(count, WORK * count)
        return checked(_native(getattr(owner.source, name), *sizes, **keywords))

    return run


def _choice(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> object:
    """`choice(a, size, replace, p)`: without replacement, numpy may permute all there is."""
    given = [_numpy_argument(machine, "size" if place == 1 else "", arg)
             for place, arg in enumerate(args)]  # fmt: skip
    plain = {key: _numpy_argument(machine, key, value) for key, value in keywords.items()}
    size = plain.get("size", given[1] if len(given) > 1 else None)
    count = 1 if size is None else _elements(size)
    if not plain.get("replace", given[2] if len(given) > 2 else True):
        count += _population(plain.get("a", given[0] if given else 0))
    machine.budget.charge_values(count, WORK * count)
    return checked(_native(owner.source.choice, *given, **plain))


def _population(value: object) -> int:
    return max(int(value), 0) if isinstance(value, int | np.integer) else _count(value)


def _permutation(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> object:
    """`permutation(n)`, `permutation(array)`."""
    plain = [as_operand(machine, arg) for arg in args]
    count = _population(plain[0]) if plain else 0
    machine.budget.charge_values(count, WORK * count)
    assert not isinstance(owner, PythonRandom)
    return checked(_native(owner.source.permutation, *plain, **_axis(keywords)))


def _axis(keywords: dict[str, object]) -> dict[str, object]:
    """The keywords of `shuffle` and `permutation`."""
    for name in keywords.keys() - {"axis"}:
        text = f"got an unexpected keyword argument '{name}'"
        raise TorchError("TypeError", text, "GV159")
    return keywords


def _shuffle(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> None:
    """`shuffle(x)`: an array, or a list of anything, changed where it is."""
    if len(args) != 1 or not isinstance(args[0], list | np.ndarray):
        text = f"gradviz shuffles lists and arrays, not a '{type_name(*args[:1] or [None])}'"
        raise TorchError("TypeError", text, "GV165")
    target = args[0]
    machine.budget.charge_work(
        WORK * (_count(target) if isinstance(target, NUMPY) else len(target))
    )
    if isinstance(target, np.ndarray):
        machine.overwriting_array(target)
    _native(owner.source.shuffle, target, **_axis(keywords))


_SHARED: dict[str, Method] = {
    "random": _distribution("random", "size"),
    "normal": _distribution("normal", "loc", "scale", "size"),
    "standard_normal": _distribution("standard_normal", "size"),
    "uniform": _distribution("uniform", "low", "high", "size"),
    "exponential": _distribution("exponential", "scale", "size"),
    "laplace": _distribution("laplace", "loc", "scale", "size"),
    "gamma": _distribution("gamma", "shape", "scale", "size"),
    "beta": _distribution("beta", "a", "b", "size"),
    "binomial": _distribution("binomial", "n", "p", "size"),
    "poisson": _distribution("poisson", "lam", "size"),
    "choice": _choice,
    "permutation": _permutation,
    "shuffle": _shuffle,
}
"""What numpy's two generators have in common."""


def _reseed_numpy(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> None:
    """`np.random.seed(n)`."""
    (seed,) = Signature("seed", ("seed",), {"seed": None}).bind(args, keywords)
    plain = _unseeded(machine) if seed is None else as_operand(machine, seed)
    assert isinstance(owner, RandomState)
    _native(owner.source.seed, plain)
    owner.used_unseeded = seed is None


_RANDOM_STATE: dict[str, Method] = {
    **_SHARED,
    "seed": _reseed_numpy,
    "rand": _of_dimensions("rand"),
    "randn": _of_dimensions("randn"),
    "random_sample": _distribution("random_sample", "size"),
    "randint": _distribution("randint", "low", "high", "size", "dtype"),
}
_NUMPY_GENERATOR: dict[str, Method] = {
    **_SHARED,
    "integers": _distribution("integers", "low", "high", "size", "dtype", "endpoint"),
}


# ── Python ────────────────────────────────────────────────────────────────────────────────────


def _number(value: object) -> object:
    """A plain argument: a number, a string, None; anything else goes by its type's name alone."""
    if value is None or isinstance(value, bool | int | float | str | np.generic):
        return value
    raise TorchError("TypeError", f"must be real number, not {type_name(value)}", "GV153")


def _of_numbers(name: str) -> Method:
    """A method of numbers: `randint(1, 6)`."""

    def run(
        machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
    ) -> object:
        plain = [_number(arg) for arg in args]
        named = {key: _number(value) for key, value in keywords.items()}
        bits = sum(abs(arg).bit_length() for arg in plain if isinstance(arg, int))
        machine.budget.charge_work(WORK + bits)
        return _native(getattr(owner.source, name), *plain, **named)

    return run


def _bits(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> object:
    """`getrandbits(k)`."""
    (count,) = Signature("getrandbits", ("k",), {}).bind(args, keywords)
    if isinstance(count, int):
        machine.budget.charge_values(max(count, 0) >> 5, max(count, 0))
    assert isinstance(owner, PythonRandom)
    return _native(owner.source.getrandbits, count)


def _sequence(value: object) -> object:
    """What can be chosen from: a sequence of Python's, or an array."""
    if isinstance(value, list | tuple | str | range | np.ndarray):
        return value
    raise TorchError("TypeError", f"object of type '{type_name(value)}' has no len()", "GV153")


def _listed(machine: Machine, items: object) -> object:
    """A deque, which is a sequence too, as a list; anything else as it is."""
    if type(items) in ITEM_GETTERS and type(items) in ITEM_SETTERS and type(items) is not Instance:
        return collected(machine, items, machine.statement or (1, 0, 1, 0))
    return items


def _choice_of_one(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> object:
    """`random.choice(items)`."""
    (items,) = Signature("choice", ("seq",), {}).bind(args, keywords)
    machine.budget.charge_work(WORK)
    assert isinstance(owner, PythonRandom)
    return _native(owner.source.choice, _sequence(_listed(machine, items)))


def _choices(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> object:
    """`random.choices(items, weights, k=n)`."""
    signature = Signature("choices", ("population", "weights", "cum_weights", "k"),
                          {"weights": None, "cum_weights": None, "k": 1})  # fmt: skip
    items, weights, cumulated, count = signature.bind(args, keywords)
    _charge_count(machine, count)
    for given in (weights, cumulated):
        if given is not None:
            machine.budget.charge_work(WORK * len(_plain_weights(given)))
    assert isinstance(owner, PythonRandom)
    return _native(owner.source.choices, _sequence(items), weights, cum_weights=cumulated, k=count)


def _plain_weights(value: object) -> list[object] | tuple[object, ...]:
    if isinstance(value, list | tuple):
        return [_number(item) for item in value]
    raise TorchError("TypeError", f"'{type_name(value)}' object is not iterable", "GV153")


def _charge_count(machine: Machine, count: object) -> None:
    if isinstance(count, int):
        machine.budget.charge_values(max(count, 0), WORK * max(count, 0))


def _sample(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> object:
    """`random.sample(items, k)`."""
    items, count = Signature("sample", ("population", "k"), {}).bind(args, keywords)
    items = _listed(machine, items)
    if not isinstance(items, list | tuple | str | range):
        text = "Population must be a sequence.  For dicts or sets, use sorted(d)."
        raise TorchError("TypeError", text, "GV153")
    _charge_count(machine, count)
    assert isinstance(owner, PythonRandom)
    return _native(owner.source.sample, items, count)


def _shuffle_list(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> None:
    """`random.shuffle(items)`."""
    (items,) = Signature("shuffle", ("x",), {}).bind(args, keywords)
    if not isinstance(items, list | np.ndarray):
        text = f"'{type_name(items)}' object does not support item assignment"
        raise TorchError("TypeError", text, "GV153")
    machine.budget.charge_work(WORK * len(items))
    assert isinstance(owner, PythonRandom)
    _native(owner.source.shuffle, items)


_SEED_TYPES = "The only supported seed types are: None,\nint, float, str, bytes, and bytearray."


def _reseed_python(
    machine: Machine, owner: Owner, args: list[object], keywords: dict[str, object]
) -> None:
    """`random.seed(a)`."""
    (seed,) = Signature("seed", ("a",), {"a": None}).bind(args, keywords)
    if seed is not None and not isinstance(seed, int | float | str):
        raise TorchError("TypeError", _SEED_TYPES, "GV153")
    assert isinstance(owner, PythonRandom)
    owner.source.seed(_unseeded(machine) if seed is None else seed)
    owner.used_unseeded = seed is None


_PYTHON_RANDOM: dict[str, Method] = {
    **{name: _of_numbers(name) for name in (
        "random", "randint", "randrange", "uniform", "gauss", "normalvariate", "expovariate",
        "triangular", "lognormvariate",
    )},
    "seed": _reseed_python,
    "getrandbits": _bits,
    "choice": _choice_of_one,
    "choices": _choices,
    "sample": _sample,
    "shuffle": _shuffle_list,
}  # fmt: skip


# ── how programs reach them ───────────────────────────────────────────────────────────────────


def _as_method(method: Method) -> Native:
    """A method of a generator that a program holds."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        owner, *rest = args
        assert isinstance(owner, Owner)
        return method(machine, owner, rest, keywords)

    return run


def _as_function(kind: Kind, method: Method) -> Native:
    """The same of the generator behind a module."""

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        return method(machine, own_generator(machine, kind), args, keywords)

    return run


def _maker(name: str, kind: Kind) -> Native:
    """`np.random.default_rng(seed)`, `random.Random(seed)`."""
    signature = Signature(name, ("seed",), {"seed": None})

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        (seed,) = signature.bind(args, keywords)
        if isinstance(seed, kind):
            return seed
        if kind is PythonRandom:
            if seed is not None and not isinstance(seed, int | float | str):
                raise TorchError("TypeError", _SEED_TYPES, "GV153")
            return kind(seed, _unseeded(machine))
        chosen = seed if isinstance(seed, str) else as_operand(machine, seed)
        return _native(kind, chosen, _unseeded(machine))

    return run


_TABLES: dict[Kind, dict[str, Method]] = {
    RandomState: _RANDOM_STATE,
    NumpyGenerator: _NUMPY_GENERATOR,
    PythonRandom: _PYTHON_RANDOM,
}

for _kind, _table in _TABLES.items():
    METHODS_OF[_kind] = {name: _as_method(method) for name, method in _table.items()}


def _module(kind: Kind, **makers: Native) -> dict[str, Builtin]:
    functions = {name: _as_function(kind, method) for name, method in _TABLES[kind].items()}
    return {name: Builtin(name, call) for name, call in (functions | makers).items()}


TYPES["RandomState"] = Type("RandomState", OBJECT, _maker("RandomState", RandomState))
TYPES["NumpyGenerator"] = Type("Generator", OBJECT)
TYPES["PythonRandom"] = Type("Random", OBJECT, _maker("Random", PythonRandom))

NUMPY_RANDOM: dict[str, object] = {
    **_module(RandomState, default_rng=_maker("default_rng", NumpyGenerator)),
    "RandomState": TYPES["RandomState"],
    "Generator": TYPES["NumpyGenerator"],
}
"""The members of `numpy.random`."""

PYTHON_RANDOM: dict[str, object] = {**_module(PythonRandom), "Random": TYPES["PythonRandom"]}
"""The members of `random`."""
