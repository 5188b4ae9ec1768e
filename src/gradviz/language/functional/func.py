"""`torch.func`: grad, vjp, jvp, Jacobians and Hessians as transforms of functions.

A transform gives a function; calling that runs the program's function once, within a level of its
own, and then takes from the tape what is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gradviz.engine.dtypes import FLOATING
from gradviz.engine.messages import TorchError
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.functional.levels import Level
from gradviz.language.functional.refusals import CODE
from gradviz.language.functional.tools import (
    Work,
    python_type,
    runtime_error,
    size_text,
)
from gradviz.language.functional.trees import Tree, flatten, no_tensor
from gradviz.language.machine import Machine
from gradviz.language.objects import MISSING, Instance
from gradviz.language.signature import Signature, named
from gradviz.language.texts import to_repr
from gradviz.language.values import Builtin, Native

Arguments = list[object]
Keywords = dict[str, object]


# ── arguments and results ─────────────────────────────────────────────────────────────────────


def argument_numbers(machine: Machine, argnums: object, count: int) -> list[int]:
    """The positions that `argnums` names among `count` arguments."""
    if not isinstance(argnums, int | tuple):
        kind = python_type(machine, argnums)
        raise runtime_error(f"argnums must be int or Tuple[int, ...], got: {kind}")
    numbers = [
        _argument_number(machine, number, count)
        for number in (argnums if isinstance(argnums, tuple) else (argnums,))
    ]
    if not numbers:
        raise runtime_error("argnums must be non-empty")
    if len(set(numbers)) != len(numbers):
        raise runtime_error(f"argnums elements must be unique, got {tuple(numbers)}")
    return numbers


def _argument_number(machine: Machine, number: object, count: int) -> int:
    if not isinstance(number, int):
        raise runtime_error(f"argnum must be int, got: {python_type(machine, number)}")
    if not -count <= number < count:
        raise runtime_error(f"Got argnum={number}, but only {count} positional inputs")
    return number % count


class Inputs:
    """The arguments of one call, with leaves of the level where derivatives are asked for."""

    __slots__ = ("args", "leaves", "tree")

    def __init__(self, level: Level, args: Arguments, argnums: object) -> None:
        chosen: object = tuple(args)
        numbers = list(range(len(args)))
        if argnums is not None:
            numbers = argument_numbers(level.machine, argnums, len(args))
            chosen = tuple(args[number] for number in numbers)
            if isinstance(argnums, int):
                chosen = args[numbers[0]]
        values, self.tree = flatten(level.machine, chosen)
        self.leaves = [level.tracked(tensor_in(level.machine, value)) for value in values]
        given = self.tree.fill(self.leaves)
        self.args = list(args)
        replacing = (given,) if isinstance(argnums, int) else given
        assert isinstance(replacing, tuple)
        for number, value in zip(numbers, replacing, strict=True):
            self.args[number] = value


def tensor_in(machine: Machine, value: object) -> Tensor:
    """A leaf of an argument, which must be a tensor."""
    if type(value) is not Tensor:
        raise no_tensor(python_type(machine, value))
    return value


def with_aux(output: object, has_aux: bool, api: str) -> tuple[object, object]:
    """The output and what the function gives besides."""
    if not has_aux:
        return output, None
    if not isinstance(output, tuple) or len(output) != 2:
        raise runtime_error(
            f"{api}: output of function f should be a tuple: (output, aux) if has_aux is True"
        )
    return output[0], output[1]


def released_tree(level: Level, value: object) -> object:
    """A value as it is outside; all its leaves must be tensors."""
    leaves, tree = flatten(level.machine, value)
    for leaf in leaves:
        if type(leaf) is not Tensor:
            kind = python_type(level.machine, leaf)
            raise runtime_error(f"Expected tensors, got unsupported type {kind}")
    return tree.fill([level.released(leaf) for leaf in leaves])  # type: ignore[arg-type]


def tensors_in(machine: Machine, output: object, api: str) -> tuple[list[Tensor], Tree]:
    """The tensors in an output, which must be in it alone."""
    leaves, tree = flatten(machine, output)
    if not leaves or leaves == [None]:
        raise runtime_error(
            f"{api}: Expected f to be a function that has non-empty output (got output = "
            f"{to_repr(machine, leaves)})"
        )
    for leaf in leaves:
        if type(leaf) is not Tensor:
            kind = python_type(machine, leaf)
            raise runtime_error(
                f"{api}: expected f(*primals) to return only tensors, got unsupported type {kind}"
            )
    return leaves, tree  # type: ignore[return-value]


# ── transforms ────────────────────────────────────────────────────────────────────────────────


def transform(
    name: str, *options: str, **defaults: object
) -> Callable[[Callable[..., object]], Builtin]:
    """A function of (func, options) that gives a function of func's arguments.

    The body gets the level, the function, the arguments and keywords of the call, the options.
    """
    signature = Signature(name, ("func", *options), defaults)

    def wrap(body: Callable[..., object]) -> Builtin:
        def make(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> Builtin:
            function, *given = signature.bind(args, keywords)

            def run(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> object:
                with Level(machine, name, site) as level:
                    return body(level, function, args, keywords, *given)

            return Builtin("wrapper", run)

        return Builtin(name, make)

    return wrap


def _value_and_gradient(
    level: Level,
    function: object,
    args: Arguments,
    keywords: Keywords,
    argnums: object,
    has_aux: object,
) -> tuple[object, Tensor, object]:
    """Gradients of a function that gives one number, the number, and what it gives besides."""
    api = "grad_and_value(f)(*args)"
    with level.grad_mode(True):
        inputs = Inputs(level, args, argnums)
        output, aux = with_aux(level.call(function, inputs.args, keywords), bool(has_aux), api)
        if type(output) is not Tensor:
            kind = python_type(level.machine, output)
            raise runtime_error(f"{api}: Expected f(*args) to return a Tensor, got {kind}")
        if output.ndim:
            raise runtime_error(
                f"{api}: Expected f(*args) to return a scalar Tensor, got tensor with "
                f"{output.ndim} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
            )
    gradients = level.pulled([output], inputs.leaves, [None])
    with level.grad_mode(level.recorded):
        besides = released_tree(level, aux) if has_aux else None
        return inputs.tree.fill(gradients), level.released(output), besides


@transform("grad", "argnums", "has_aux", argnums=0, has_aux=False)
def grad(
    level: Level,
    function: object,
    args: Arguments,
    keywords: Keywords,
    argnums: object,
    has_aux: object,
) -> object:
    """`grad(func, argnums=0, has_aux=False)`."""
    gradient, _, aux = _value_and_gradient(level, function, args, keywords, argnums, has_aux)
    return (gradient, aux) if has_aux else gradient


@transform("grad_and_value", "argnums", "has_aux", argnums=0, has_aux=False)
def grad_and_value(
    level: Level,
    function: object,
    args: Arguments,
    keywords: Keywords,
    argnums: object,
    has_aux: object,
) -> object:
    """`grad_and_value(func, argnums=0, has_aux=False)`."""
    gradient, value, aux = _value_and_gradient(level, function, args, keywords, argnums, has_aux)
    return gradient, ((value, aux) if has_aux else value)


class Pulled:
    """A function's outputs at its inputs, from which products with the Jacobian are taken."""

    __slots__ = ("aux", "inputs", "level", "outputs", "tree")

    def __init__(
        self,
        level: Level,
        function: object,
        args: Arguments,
        keywords: Keywords,
        argnums: object,
        has_aux: bool,
        api: str = "vjp(f, *primals)",
    ) -> None:
        self.level = level
        with level.grad_mode(True):
            self.inputs = Inputs(level, args, argnums)
            result = level.call(function, self.inputs.args, keywords)
            output, self.aux = with_aux(result, has_aux, api)
            self.outputs, self.tree = tensors_in(level.machine, output, api)

    def released_output(self) -> object:
        """The output as it is outside."""
        level = self.level
        with level.grad_mode(level.recorded):
            return self.tree.fill([level.released(output) for output in self.outputs])

    def released_aux(self) -> object:
        """What the function gave besides."""
        with self.level.grad_mode(self.level.recorded):
            return released_tree(self.level, self.aux)

    def jacobian(self) -> object:
        """For each output, for each input, a tensor of shape (*output, *input)."""
        blocks = [self.inputs.tree.fill(self._block_row(output)) for output in self.outputs]
        return self.tree.fill(blocks)

    def _block_row(self, output: Tensor) -> list[Tensor]:
        level = self.level
        leaves = self.inputs.leaves
        with level.grad_mode(level.recorded):
            if not output.data.size:
                shaped = [level.zeros_like(leaf) for leaf in leaves]
                return [level.op("expand", leaf, (*output.shape, *leaf.shape)) for leaf in shaped]
            rows: list[list[Tensor]] = []
            for place in range(output.data.size):
                level.machine.budget.charge_step()
                rows.append(level.pulled([output], leaves, [level.one_hot(output, place)]))
            return [
                level.op("view", level.op("stack", list(column)), (*output.shape, *leaf.shape))
                for column, leaf in zip(zip(*rows, strict=True), leaves, strict=True)
            ]


def vjp_native(
    machine: Machine, args: Arguments, keywords: Keywords, site: Site
) -> tuple[object, ...]:
    """`vjp(func, *primals, has_aux=False)`: the output, and a function of cotangents."""
    keywords = dict(keywords)
    has_aux = bool(keywords.pop("has_aux", False))
    (function,) = Signature("vjp", ("func",), {}).bind(args[:1], keywords)
    with Level(machine, "vjp", site) as level:
        pulled = Pulled(level, function, args[1:], {}, None, has_aux)
        product = Builtin("wrapper", _cotangent_function(pulled))
        if has_aux:
            return pulled.released_output(), product, pulled.released_aux()
        return pulled.released_output(), product


def _cotangent_function(pulled: Pulled) -> Native:
    signature = Signature(
        "wrapper", ("cotangents", "retain_graph", "create_graph"),
        {"retain_graph": True, "create_graph": None},
    )  # fmt: skip

    def run(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> object:
        cotangents, _, _ = signature.bind(args, keywords)
        seeds, tree = flatten(machine, cotangents)
        if tree != pulled.tree:
            texts = [each.text(lambda key: to_repr(machine, key)) for each in (tree, pulled.tree)]
            raise runtime_error(
                "Expected pytree structure of cotangents to be the same as pytree structure of "
                f"outputs to the function. cotangents: {texts[0]}, primal output: {texts[1]}"
            )
        given = [tensor_in(machine, seed) for seed in seeds]
        with Work(machine, "vjp", site), pulled.level.reopened():
            found = pulled.level.pulled(pulled.outputs, pulled.inputs.leaves, given)
            return pulled.inputs.tree.fill(found)

    return run


@transform("jacrev", "argnums", "has_aux", "chunk_size", "_preallocate_and_copy", argnums=0,
           has_aux=False, chunk_size=None, _preallocate_and_copy=False)  # fmt: skip
def jacrev(
    level: Level,
    function: object,
    args: Arguments,
    keywords: Keywords,
    argnums: object,
    has_aux: object,
    *_: object,
) -> object:
    """`jacrev(func, argnums=0, has_aux=False)`: one backward pass for each output element."""
    pulled = Pulled(level, function, args, keywords, argnums, bool(has_aux))
    result = pulled.jacobian()
    return (result, pulled.released_aux()) if has_aux else result


JVP = "jvp(f, primals, tangents)"


@transform("jacfwd", "argnums", "has_aux", "randomness", argnums=0, has_aux=False,
           randomness="error")  # fmt: skip
def jacfwd(
    level: Level,
    function: object,
    args: Arguments,
    keywords: Keywords,
    argnums: object,
    has_aux: object,
    *_: object,
) -> object:
    """`jacfwd(func, argnums=0, has_aux=False)`: the Jacobian; backward passes give it too."""
    for number in argument_numbers(level.machine, argnums, len(args)):
        for value in flatten(level.machine, args[number])[0]:
            check_primal(level.machine, value)
    pulled = Pulled(level, function, args, keywords, argnums, bool(has_aux), JVP)
    result = pulled.jacobian()
    return (result, pulled.released_aux()) if has_aux else result


def check_primal(machine: Machine, value: object, what: str = "primal") -> None:
    """What forward mode asks of an input, or of a tangent."""
    if type(value) is not Tensor:
        kind = python_type(machine, value).split("'")[1]
        raise TorchError("AttributeError", f"'{kind}' object has no attribute 'numel'", CODE)
    if value.dtype.category != FLOATING:
        text = f"Expected {what} to be floating point or complex, but got: torch.{value.dtype.name}"
        raise TorchError("ValueError", text, CODE)


@named("hessian", "func", "argnums", argnums=0)
def hessian_native(machine: Machine, site: Site, function: object, argnums: object) -> object:
    """`hessian(func, argnums=0)`: `jacfwd(jacrev(func, argnums), argnums)`."""
    inner = jacrev.call(machine, [function, argnums], {}, site)
    return jacfwd.call(machine, [inner, argnums], {}, site)


# ── forward products ──────────────────────────────────────────────────────────────────────────


class Pushed:
    """A function's outputs, and what gives their derivatives along directions of the inputs.

    The product of the Jacobian with a vector from the left is linear in that vector; the
    derivative of that is the product from the right.
    """

    __slots__ = ("dummies", "products", "pulled")

    def __init__(self, pulled: Pulled) -> None:
        level = pulled.level
        self.pulled = pulled
        with level.grad_mode(True):
            self.dummies = [level.dummy(output) for output in pulled.outputs]
            self.products = level.gradients(
                pulled.outputs, pulled.inputs.leaves, self.dummies, create_graph=True
            )

    def along(self, tangents: Sequence[Tensor]) -> object:
        """The tangents of the outputs."""
        level = self.pulled.level
        pairs = [
            (product, tangent)
            for product, tangent in zip(self.products, tangents, strict=True)
            if product is not None and product.requires_grad
        ]
        found = level.pulled(
            [product for product, _ in pairs], self.dummies, [tangent for _, tangent in pairs]
        )
        return self.pulled.tree.fill(found)


@named("jvp", "func", "primals", "tangents", "strict", "has_aux", strict=False, has_aux=False)
def jvp_native(
    machine: Machine,
    site: Site,
    function: object,
    primals: object,
    tangents: object,
    strict: object,
    has_aux: object,
) -> tuple[object, ...]:
    """`jvp(func, primals, tangents)`: the output and its tangent."""
    if not isinstance(primals, tuple):
        raise runtime_error(
            f"{JVP}: Expected primals to be a tuple. E.g. it should be valid to call f(*primals)."
        )
    given = _tangents_of(machine, primals, tangents)
    with Level(machine, "jvp", site) as level:
        pulled = Pulled(level, function, list(primals), {}, None, bool(has_aux), JVP)
        result = _own_outputs(pulled), Pushed(pulled).along(given)
        return (*result, pulled.released_aux()) if has_aux else result


def _own_outputs(pulled: Pulled) -> object:
    """The output of `jvp`: what has a history outside is a view of it, as in PyTorch."""
    leaves, tree = flatten(pulled.level.machine, pulled.released_output())
    with pulled.level.grad_mode(pulled.level.recorded):
        return tree.fill(
            [
                pulled.level.op("alias", leaf)
                if isinstance(leaf, Tensor) and leaf.requires_grad
                else leaf
                for leaf in leaves
            ]
        )


def _tangents_of(machine: Machine, primals: object, tangents: object) -> list[Tensor]:
    """The tangents, which must look like the primals."""
    values, tree = flatten(machine, primals)
    given, shape = flatten(machine, tangents)
    if tree != shape:
        specs = [each.spec(lambda key: to_repr(machine, key)) for each in (tree, shape)]
        raise runtime_error(
            f"{JVP}: Expected primals and tangents to have the same python structure. For "
            "example, if primals is a tuple of 3 tensors, tangents also must be. Got primals with "
            f"structure {specs[0]} and tangents with structure {specs[1]}"
        )
    if not values:
        raise runtime_error(f"{JVP}: Expected primals to contain at least one Tensor.")
    for what, items in (("primals", values), ("tangents", given)):
        for item in items:
            if type(item) is not Tensor:
                kind = python_type(machine, item)
                raise runtime_error(
                    f"{JVP}: expected {what} to contain only tensors, got unsupported type {kind}"
                )
    for value, tangent in zip(values, given, strict=True):
        check_primal(machine, value)
        check_primal(machine, tangent, "tangent")
        check_tangent(value, tangent)
    return given  # type: ignore[return-value]


def check_tangent(primal: object, tangent: object) -> None:
    """A tangent has the size of its primal."""
    assert isinstance(primal, Tensor)
    assert isinstance(tangent, Tensor)
    if tangent.shape != primal.shape:
        raise runtime_error(
            "Trying to set a forward gradient that has a different size than that of the original "
            f"Tensor, this is not supported. Tensor is of size {list(primal.shape)} while the "
            f"given forward gradient is of size {list(tangent.shape)}."
        )


def linearize_native(
    machine: Machine, args: Arguments, keywords: Keywords, site: Site
) -> tuple[object, Builtin]:
    """`linearize(func, *primals)`: the output, and a function of tangents."""
    (function,) = Signature("linearize", ("func",), {}).bind(args[:1], keywords)
    with Level(machine, "linearize", site) as level:
        pulled = Pulled(level, function, args[1:], {}, None, False, JVP)
        pushed = Pushed(pulled)
        return pulled.released_output(), Builtin("jvp_fn", _tangent_function(pushed))


def _tangent_function(pushed: Pushed) -> Native:
    def run(machine: Machine, args: Arguments, keywords: Keywords, site: Site) -> object:
        level, leaves = pushed.pulled.level, pushed.pulled.inputs.leaves
        given, tree = flatten(machine, tuple(args))
        if tree != pushed.pulled.inputs.tree:
            raise runtime_error(
                "Expected the tangents of the linearized function to have the structure of its "
                "primals."
            )
        tangents = [tensor_in(machine, value) for value in given]
        for i, (tangent, leaf) in enumerate(zip(tangents, leaves, strict=True)):
            if tangent.shape != leaf.shape:
                raise runtime_error(
                    f"tangent:{i} with shape {size_text(tangent.shape)} in flattened pytree "
                    f"doesn't match the shape {size_text(leaf.shape)} of the corresponding primal."
                )
        with Work(machine, "linearize", site), level.reopened():
            return pushed.along(tangents)

    return run


# ── modules ───────────────────────────────────────────────────────────────────────────────────


@named("functional_call", "module", "parameter_and_buffer_dicts", "args", "kwargs", "tie_weights",
       "strict", args=None, kwargs=None, tie_weights=True, strict=False)  # fmt: skip
def functional_call_native(
    machine: Machine,
    site: Site,
    module: object,
    given: object,
    args: object,
    keywords: object,
    tie_weights: object,
    strict: object,
) -> object:
    """`functional_call(module, parameters, args)`: the module, with other parameters for once."""
    dicts = given if isinstance(given, list | tuple) else (given,)
    values: dict[str, object] = {}
    for each in dicts:
        if not isinstance(each, dict):
            kind = python_type(machine, given)
            text = (
                "Expected parameter_and_buffer_dicts to be a dict, or a list/tuple of dicts, "
                f"but got {kind}"
            )
            raise TorchError("ValueError", text, CODE)
        values.update(each)
    positional = args if isinstance(args, tuple) else () if args is None else (args,)
    named_args = dict(keywords) if isinstance(keywords, dict) else {}
    kept: list[tuple[dict[str, object], str, object]] = []
    with Work(machine, "functional_call", site) as work:
        try:
            for path, value in values.items():
                owner, name = _owner_of(module, str(path))
                kept.append((owner, name, owner[name]))
                owner[name] = value
            return work.call(module, positional, named_args)
        finally:
            for owner, name, value in reversed(kept):
                owner[name] = value


def _owner_of(module: object, path: str) -> tuple[dict[str, object], str]:
    """The dict in which "layer.weight" stands, and its name there."""
    from gradviz.language.library.natives import holder_of  # noqa: PLC0415  # a cycle

    *names, last = path.split(".")
    for name in names:
        holder = holder_of(module, name) if isinstance(module, Instance) else None
        module = holder[name] if holder is not None else MISSING
    holder = holder_of(module, last) if isinstance(module, Instance) else None
    if holder is None:
        raise TorchError("AttributeError", f"{path} is not an attribute of the module", CODE)
    return holder, last


FUNCTIONS: dict[str, object] = {
    "grad": grad,
    "grad_and_value": grad_and_value,
    "vjp": Builtin("vjp", vjp_native),
    "jvp": Builtin("jvp", jvp_native),
    "jacrev": jacrev,
    "jacfwd": jacfwd,
    "hessian": Builtin("hessian", hessian_native),
    "linearize": Builtin("linearize", linearize_native),
    "functional_call": Builtin("functional_call", functional_call_native),
}
"""What `torch.func` has, but for `vmap`."""
