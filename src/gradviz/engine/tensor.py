"""Tensors, and the states that they go through.

A `Tensor` is what a program holds: it has an identity, flags, a `.grad`. A `Node` is one state of
a tensor and how it came about; an in-place change gives the same tensor another node.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gradviz.engine.dtypes import Array, DType
from gradviz.engine.op import Op
from gradviz.engine.shapes import Shape

Site = tuple[int, int, int, int]
"""Where an expression stands, as `ast` has it: line, byte column, end line, end byte column."""

NO_ATTRS: dict[str, object] = {}

ENDS_HERE = 1 << 62
"""`Node.wants` of what is no leaf, but has a history that leads nowhere."""


class Memory(msgspec.Struct, gc=False, eq=False):
    """What a tensor shares with its views and with what `detach()` gave: a version counter."""

    version: int = 0


class Region(msgspec.Struct, gc=False, eq=False):
    """Where an in-place op wrote through a view: as of `as_strided`, in elements.

    Such a node belongs to the base. Its op ran on the view, whose state before is `view`.
    """

    view: int
    size: Shape
    stride: Shape
    offset: int
    order: Shape | None = None
    """The base's dimensions from the outermost in memory, where it is not contiguous."""


class View(msgspec.Struct, gc=False, eq=False):
    """How a tensor is a view of another, as autograd tracks it."""

    base: Tensor
    """The tensor whose memory it shows; never itself a view."""
    seen: int
    """The version that its node stands for: where there is a later one, the base has changed."""
    mode: str
    """"" or why it must not be changed in place: "no_grad", "many" (one of several results),
    or "custom" (made by a function with a backward of its own)."""
    own: bool = False
    """Whether the view itself was told to require grad, and not its base alone."""


Hooks = dict[int, Callable[["Tensor | None"], "Tensor | None"]]
"""What gets a tensor's gradient, and may give another, by the order of registration.

None stands for a gradient that does not exist: nothing came to one of several results."""


class Tensor(msgspec.Struct, gc=False, eq=False):
    """A tensor of the program: what its names are bound to."""

    at: int
    """The id of the node that is its present state."""
    data: Array
    dtype: DType
    requires_grad: bool = False
    is_leaf: bool = True
    grad: Tensor | None = None
    retains_grad: bool = False
    names: tuple[str, ...] = ()
    memory: Memory | None = None
    """None as long as nothing shares its elements and nothing has changed them."""
    view: View | None = None
    hooks: Hooks | None = None
    """On its present state; those on a state before stay there: `Tape.hooks_before`."""
    post_hooks: dict[int, Callable[[Tensor], Tensor | None]] | None = None
    """What is called after a gradient has been added to `.grad`."""
    owner: int | None = None
    """A node of the tensor whose `.grad` it has been."""
    inference: bool = False
    """Whether it was made under `inference_mode()`."""
    parameter: bool = False
    """Whether it is an `nn.Parameter`."""
    extras: dict[str, object] | None = None
    """Attributes that the program put on it."""

    @property
    def shape(self) -> Shape:
        """Sizes of its dimensions."""
        return self.data.shape

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self.data.ndim

    @property
    def version(self) -> int:
        """How often its elements have been changed in place, through whatever tensor."""
        return self.memory.version if self.memory else 0


class Node(msgspec.Struct, gc=False, eq=False):
    """One state of a tensor, and how it came about."""

    id: int
    """Its place on the tape."""
    tensor: Tensor
    data: Array
    """The elements: the tensor's own as long as this is its present state, then a copy."""
    op: Op | None = None
    """None for what no op made: data, a parameter, a gradient that was stored."""
    inputs: tuple[int | None, ...] = ()
    """For each operand of `op` the id of its node, or None for a number, which is in `attrs`."""
    attrs: dict[str, object] = NO_ATTRS
    wants: int = 0
    """Which inputs a backward pass goes on to: bit k for input k. 0 for a leaf."""
    site: Site | None = None
    scope: int | None = None
    version: int = 0
    output: int = 0
    """Its number among the results of one call; the first result is `output` ids before it."""
    saved_versions: tuple[int, ...] | None = None
    """The inputs' versions as the op read them, where they are not all 0."""
    region: Region | None = None
    """Where in the tensor the op wrote, if it wrote through a view."""
    history: Node | None = None
    """The state whose history this one still has: it was changed where nothing is recorded."""
    freed: bool = False
    """Whether a backward pass has given up what the rules would need for another one."""
    cut: str = ""
    """Why it is a leaf although it was computed ("detach", "no_grad", "inference_mode", or the
    op's name where that has no derivative), or "grad" for what a backward pass stored."""


def cast(data: Array, dtype: DType) -> Array:
    """The elements in another dtype; the same object where nothing changes."""
    if data.dtype == dtype.numpy:
        return data
    cast_data: Array = data.astype(dtype.numpy)
    return cast_data
