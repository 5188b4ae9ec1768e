"""`torch.func.vmap`: a function applied to each sample of a batch.

PyTorch runs the function once, on wrapped batches. Here it runs for one sample after the other,
and what they give is stacked: with the same values, shapes and errors. What the function prints
is the same for all samples but for the tensors in it, so it is kept once, with whole batches in
their places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import deepcopy
from types import TracebackType
from typing import Self

import numpy as np

from gradviz.engine.dtypes import Array
from gradviz.engine.messages import TorchError
from gradviz.engine.random import Generator, Words
from gradviz.engine.tensor import Site, Tensor
from gradviz.language.functional.levels import Nested, seen_from_outside
from gradviz.language.functional.refusals import CODE, RANDOM, refusal
from gradviz.language.functional.tools import Work, python_type, runtime_error
from gradviz.language.functional.trees import Tree, broadcast, flatten
from gradviz.language.machine import Machine
from gradviz.language.printing import tensor_text
from gradviz.language.signature import named
from gradviz.language.texts import charge_text, to_repr, to_str
from gradviz.language.values import Builtin, Function

RANDOMNESS = ("error", "different", "same")


class Refused(Generator):
    """PyTorch's generator while nothing may be drawn."""

    __slots__ = ()

    def words(self, count: int) -> Words:
        """Raises what a `vmap` without `randomness` does."""
        raise refusal(RANDOM)


class Draws:
    """`with Draws(machine, randomness):` what PyTorch's generator gives while samples are run."""

    __slots__ = ("generator", "machine", "randomness")

    def __init__(self, machine: Machine, randomness: str) -> None:
        self.machine = machine
        self.generator = machine.generator
        self.randomness = randomness

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.machine.generator = self.generator

    def begin(self, *, last: bool) -> None:
        """Before a sample: the same numbers again, or others, or none."""
        if self.randomness == "error":
            self.machine.generator = Refused()
        elif self.randomness == "same":
            self.machine.generator = self.generator if last else deepcopy(self.generator)


# ── what is printed ───────────────────────────────────────────────────────────────────────────


class Shown:
    """A tensor in a printed text: its elements, as many samples of them as have come so far."""

    __slots__ = ("data", "dtype", "flags", "mark", "wrappers")

    def __init__(
        self,
        tensor: Tensor,
        flags: tuple[str | None, bool],
        wrappers: list[tuple[int, str, int]],
        mark: str,
    ) -> None:
        self.data: Array = np.array(tensor.data)
        self.dtype = tensor.dtype
        self.flags = flags
        self.wrappers = wrappers
        """The wrappers from the outermost level inwards: level, PyTorch's name, batch dimension."""
        self.mark = mark
        """What stands in the text until all samples have been seen."""

    def text(self, machine: Machine) -> str:
        """`repr(tensor)` with its wrappers."""
        machine.budget.charge_work(min(self.data.size, 10_000))
        grad_fn, requires_grad = self.flags
        text = tensor_text(
            self.data,
            self.dtype.name,
            grad_fn=grad_fn,
            requires_grad=requires_grad,
            options=machine.print_options,
            default_dtype=machine.tape.default_dtype.name,
        )
        for level, name, dim in self.wrappers:
            inner = "\n".join(line and f"    {line}" for line in text.split("\n"))
            batch = f", bdim={dim}" if name == "BatchedTensor" else ""
            text = f"{name}(lvl={level}{batch}, value=\n{inner}\n)"
            charge_text(machine, len(text))
        return text


def wrapped_text(machine: Machine, tensor: Tensor) -> str | None:
    """How a tensor looks inside a transform; None where it looks as it does outside."""
    if not machine.levels:
        return None
    wrappers = []
    for number, level in enumerate(machine.levels, 1):
        name = level.wraps(tensor)
        if name:
            dim = level.batch_dim(tensor) if isinstance(level, Batch) else 0
            wrappers.append((number, name, dim))
    if not wrappers:
        return None
    shown = Shown(tensor, seen_from_outside(machine, tensor), wrappers, "")
    batches = [level for level in machine.levels if isinstance(level, Batch)]
    if not batches:
        return shown.text(machine)
    machine.budget.charge_op(tensor.data.size, tensor.data.size)
    innermost = batches[-1]
    shown.mark = f"\0{len(batches)}.{len(innermost.shown[-1])}\0"
    innermost.shown[-1].append(shown)
    return shown.mark


# ── samples ───────────────────────────────────────────────────────────────────────────────────


class Batch(Nested):
    """A `vmap` that is under way."""

    __slots__ = ("dims", "outside", "printed", "shown", "started")

    def __init__(self, machine: Machine, site: Site) -> None:
        super().__init__(machine, "vmap", site)
        self.dims: dict[int, int] = {}
        """The mapped inputs of the present sample, by their nodes: which dimension is mapped."""
        self.shown: list[list[Shown]] = []
        """Of each sample: the tensors in what was printed."""
        self.printed = len(machine.output)
        self.started = len(machine.timeline)
        self.outside = [level for level in machine.levels if isinstance(level, Batch)]

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._finish_texts()
        super().__exit__(kind, error, trace)

    def wraps(self, tensor: Tensor) -> str:
        """What comes from a mapped input is wrapped."""
        return "BatchedTensor" if self.batches(tensor) else ""

    def batches(self, tensor: Tensor) -> bool:
        """Whether a tensor comes from a mapped input."""
        nodes = self.tape.nodes
        pending = [tensor.at]
        seen = set(pending)
        while pending:
            at = pending.pop()
            if at in self.dims:
                return True
            self.machine.budget.charge_work(1)
            for i in nodes[at].inputs:
                if i is not None and i >= self.first and i not in seen:
                    seen.add(i)
                    pending.append(i)
        return False

    def batch_dim(self, tensor: Tensor) -> int:
        """Where the batch lies in memory: as given for an input, in front for what is computed."""
        return self.dims.get(tensor.at, 0)

    def sample(self, number: int, run: Callable[[], object]) -> object:
        """Runs the function for one sample; what later ones print is what the first printed."""
        machine = self.machine
        machine.budget.charge_step()
        self.shown.append([])
        self.dims = {}
        printed, noted = len(machine.output), len(machine.timeline)
        around = machine.open("loop", "sample", number, self.site)
        try:
            return run()
        finally:
            machine.tape.scope = around
            if number:
                del machine.output[printed:]
                machine.timeline[noted:] = [
                    entry for entry in machine.timeline[noted:] if entry.kind != "print"
                ]

    def mapped(self, tensor: Tensor, dim: int, number: int) -> Tensor:
        """One sample of an input."""
        sample = self.op("select", tensor, dim, number)
        self.dims[sample.at] = dim % tensor.ndim
        return sample

    def _finish_texts(self) -> None:
        """Puts whole batches where the texts of the first sample have marks."""
        if not self.shown or not self.shown[0]:
            return
        number = self.machine.levels.index(self) + 1
        texts: dict[str, str] = {}
        for place, first in enumerate(self.shown[0]):
            samples = [shown[place] for shown in self.shown if place < len(shown)]
            dims = [dim for level, _, dim in first.wrappers if level == number]
            if dims:
                first.data = np.stack([each.data for each in samples], dims[0])
            mark = first.mark
            if self.outside:
                outer = self.outside[-1].shown[-1]
                first.mark = f"\0{len(self.outside)}.{len(outer)}\0"
                outer.append(first)
                texts[mark] = first.mark
            else:
                texts[mark] = first.text(self.machine)
        output, timeline = self.machine.output, self.machine.timeline
        for i in range(self.printed, len(output)):
            output[i] = _replaced(output[i], texts)
        for entry in timeline[self.started :]:
            entry.text = _replaced(entry.text, texts)


def _replaced(text: str, texts: dict[str, str]) -> str:
    for mark, whole in texts.items():
        if mark in text:
            text = text.replace(mark, whole)
    return text


# ── arguments and results ─────────────────────────────────────────────────────────────────────


def name_of(machine: Machine, function: object) -> str:
    """How PyTorch's errors name a function."""
    if isinstance(function, Function | Builtin):
        return function.name
    return to_repr(machine, function)


def _wrong(text: str) -> TorchError:
    return TorchError("ValueError", text, CODE)


class Mapped:
    """The arguments of one call, and which dimension of each is mapped."""

    __slots__ = ("dims", "leaves", "size", "tree")

    def __init__(
        self, machine: Machine, function: object, in_dims: object, args: list[object]
    ) -> None:
        shown = to_str(machine, in_dims)
        where = f"vmap({name_of(machine, function)}, in_dims={shown}, ...)(<inputs>)"
        if not isinstance(in_dims, int | tuple):
            raise _wrong(
                f"{where}: expected `in_dims` to be int or a (potentially nested) tuple matching "
                f"the structure of inputs, got: {python_type(machine, in_dims)}."
            )
        if not args:
            raise _wrong(
                f"vmap({name_of(machine, function)})(<inputs>): got no inputs. Maybe you forgot to "
                "add inputs, or you are trying to vmap over a function with no inputs. The latter "
                "is unsupported."
            )
        self.leaves, self.tree = flatten(machine, tuple(args))
        dims = broadcast(machine, in_dims, tuple(args))
        if dims is None:
            given = flatten(machine, in_dims)[1]
            specs = [tree.spec(lambda key: to_repr(machine, key)) for tree in (given, self.tree)]
            raise _wrong(
                f"{where}: in_dims is not compatible with the structure of `inputs`. in_dims has "
                f"structure {specs[0]} but inputs has structure {specs[1]}."
            )
        self.dims = [
            _checked_dim(machine, where, leaf, dim)
            for leaf, dim in zip(self.leaves, dims, strict=True)
        ]
        self.size = _batch_size(self.leaves, self.dims)

    def sample(self, batch: Batch, number: int) -> list[object]:
        """The arguments of one sample."""
        leaves = [
            leaf if dim is None else batch.mapped(leaf, dim, number)  # type: ignore[arg-type]
            for leaf, dim in zip(self.leaves, self.dims, strict=True)
        ]
        args = self.tree.fill(leaves)
        assert isinstance(args, tuple)
        return list(args)

    def without_samples(self, work: Work) -> None:
        """Replaces batches of no samples by ones of a single sample of zeros."""
        for i, (leaf, dim) in enumerate(zip(self.leaves, self.dims, strict=True)):
            if dim is not None:
                assert isinstance(leaf, Tensor)
                shape = list(leaf.shape)
                shape[dim] = 1
                self.leaves[i] = work.zeros(shape, leaf)


def _checked_dim(machine: Machine, where: str, leaf: object, dim: object) -> int | None:
    if dim is None:
        return None
    if not isinstance(dim, int):
        raise _wrong(
            f"{where}: Got in_dim={to_str(machine, dim)} for an input but in_dim must be either an "
            "integer dimension or None."
        )
    if type(leaf) is not Tensor:
        raise _wrong(
            f"{where}: Got in_dim={dim} for an input but the input is of type "
            f"{python_type(machine, leaf)}. We cannot vmap over non-Tensor arguments, please use "
            "None as the respective in_dim"
        )
    if not -leaf.ndim <= dim < leaf.ndim:
        raise _wrong(
            f"{where}: Got in_dim={dim} for some input, but that input is a Tensor of "
            f"dimensionality {leaf.ndim} so expected in_dim to satisfy -{leaf.ndim} <= in_dim < "
            f"{leaf.ndim}."
        )
    return dim


def _batch_size(leaves: Sequence[object], dims: Sequence[int | None]) -> int:
    sizes = [
        leaf.shape[dim]
        for leaf, dim in zip(leaves, dims, strict=True)
        if dim is not None and isinstance(leaf, Tensor)
    ]
    if not sizes:
        raise _wrong("vmap: Expected at least one Tensor to vmap over")
    if len(set(sizes)) > 1:
        raise _wrong(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    return sizes[0]


class Gathered:
    """What the samples gave, put together."""

    __slots__ = ("batch", "columns", "mapped", "tree")

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.tree: Tree | None = None
        self.columns: list[list[object]] = []
        """For each leaf of the output its values, sample by sample."""
        self.mapped: list[bool] = []

    def add(self, output: object) -> None:
        """The output of the next sample."""
        leaves, tree = flatten(self.batch.machine, output)
        if self.tree is None:
            self.tree = tree
            self.columns = [[] for _ in leaves]
            self.mapped = [type(leaf) is Tensor and self.batch.batches(leaf) for leaf in leaves]
        for column, leaf in zip(self.columns, leaves, strict=True):
            column.append(leaf)

    def stacked(self, function: object, out_dims: object, *, empty: bool) -> object:
        """The output of the whole batch."""
        assert self.tree is not None
        machine = self.batch.machine
        name = name_of(machine, function)
        structure = self.tree.fill([column[0] for column in self.columns])
        dims = broadcast(machine, out_dims, structure)
        if dims is None and isinstance(out_dims, tuple) and len(out_dims) == len(self.columns) == 1:
            dims = list(out_dims)
        if dims is None:
            given = flatten(machine, out_dims)[1]
            specs = [tree.spec(lambda key: to_repr(machine, key)) for tree in (given, self.tree)]
            raise _wrong(
                f"vmap({name}, ..., out_dims={to_str(machine, out_dims)})(<inputs>): out_dims is "
                "not compatible with the structure of `outputs`. out_dims has structure "
                f"{specs[0]} but outputs has structure {specs[1]}."
            )
        return self.tree.fill(
            [
                self._leaf(name, column, dim, mapped, empty)
                for column, dim, mapped in zip(self.columns, dims, self.mapped, strict=True)
            ]
        )

    def _leaf(
        self, name: str, column: list[object], dim: object, mapped: bool, empty: bool
    ) -> object:
        first = column[0]
        if dim is None:
            if mapped:
                raise _wrong(
                    f"vmap({name}, ...): `{name}` can not return a BatchedTensor when out_dim is "
                    "None"
                )
            return first
        if type(first) is not Tensor:
            raise _wrong(
                f"vmap({name}, ...): `{name}` must only return Tensors, got type "
                f"{python_type(self.batch.machine, first)}. Did you mean to set out_dims= to None "
                "for output?"
            )
        stacked = self.batch.op("stack", column, dim)
        if not empty:
            return stacked
        assert isinstance(dim, int)
        return self.batch.op("narrow", stacked, dim, 0, 0)


@named("vmap", "func", "in_dims", "out_dims", "randomness", "chunk_size",
       in_dims=0, out_dims=0, randomness="error", chunk_size=None)  # fmt: skip
def vmap_native(
    machine: Machine,
    site: Site,
    function: object,
    in_dims: object,
    out_dims: object,
    randomness: object,
    chunk_size: object,
) -> Builtin:
    """`vmap(func, in_dims=0, out_dims=0)`: func on each sample, the results stacked."""
    if randomness not in RANDOMNESS:
        raise runtime_error(
            "Only allowed values for randomness are 'error', 'different', or 'same'. Got "
            f"{to_str(machine, randomness)}"
        )
    if isinstance(chunk_size, int) and chunk_size < 1:
        raise _wrong(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    def run(
        machine: Machine, args: list[object], keywords: dict[str, object], site: Site
    ) -> object:
        mapped = Mapped(machine, function, in_dims, args)
        with Batch(machine, site) as batch:
            if not mapped.size:
                mapped.without_samples(batch)
            gathered = Gathered(batch)
            with Draws(machine, str(randomness)) as draws:
                for number in range(max(mapped.size, 1)):
                    draws.begin(last=number >= mapped.size - 1)
                    try:
                        gathered.add(_sample(batch, mapped, function, keywords, number))
                    except TorchError:
                        _finish_printing(batch, mapped, function, keywords, number)
                        raise
            return gathered.stacked(function, out_dims, empty=not mapped.size)

    return Builtin(name_of(machine, function), run)


def _sample(
    batch: Batch, mapped: Mapped, function: object, keywords: dict[str, object], number: int
) -> object:
    """Calls the function for one sample."""

    def run() -> object:
        return batch.call(function, mapped.sample(batch, number), keywords)

    return batch.sample(number, run)


def _finish_printing(
    batch: Batch, mapped: Mapped, function: object, keywords: dict[str, object], failed: int
) -> None:
    """Runs the other samples as far as they come, for the tensors that were printed before."""
    if failed or not batch.shown[0]:
        return
    for number in range(1, mapped.size):
        with suppress(TorchError):
            _sample(batch, mapped, function, keywords, number)


FUNCTIONS: dict[str, object] = {"vmap": Builtin("vmap", vmap_native)}
