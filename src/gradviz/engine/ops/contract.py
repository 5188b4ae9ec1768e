"""Products that sum over chosen dimensions, and distances: recorded as PyTorch's own steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from gradviz.engine.dtypes import FLOATING
from gradviz.engine.messages import (
    EINSUM,
    FLOATING_COMMON,
    INNER_SHAPES,
    MESHGRID_DTYPES,
    MESHGRID_INDEXING,
    MESHGRID_WORD,
    TENSORDOT_DIMS,
    TENSORDOT_LENGTHS,
    TENSORDOT_SIZES,
    Warned,
)
from gradviz.engine.op import Composite, Op, Value, composite, op, shape_of
from gradviz.engine.ops.compare import clamp_min, dtype_of
from gradviz.engine.ops.elementwise import add_number
from gradviz.engine.ops.index import diagonal
from gradviz.engine.ops.linalg import bmm, dot, mm
from gradviz.engine.ops.reduce import norm_row, sum_dim, vector_norm
from gradviz.engine.ops.shape import (
    expand,
    movedim,
    permute,
    reshape,
    unsafe_view,
    unsqueeze,
    view,
)
from gradviz.engine.samples import real
from gradviz.engine.shapes import Shape, broadcast_shapes, size_of, wrap_dim

# einsum


class _Equation:
    """Which letter each dimension has; the result's letters come first in `order`.

    The dimensions that "..." stands for are the letters 0, 1, ... counted from the last one.
    """

    def __init__(self, equation: str, shapes: Sequence[Shape]) -> None:
        left, arrow, right = equation.replace(" ", "").partition("->")
        parts = left.split(",")
        if len(parts) > len(shapes):
            raise _wrong("fewer operands were provided than specified in the equation")
        if len(parts) < len(shapes):
            raise _wrong("more operands were provided than specified in the equation")
        self.terms = [
            _letters(part, len(shape), number)
            for number, (part, shape) in enumerate(zip(parts, shapes, strict=True))
        ]
        self.sizes = _sizes(self.terms, shapes)
        given = [letter for term in self.terms for letter in term]
        hidden = sorted({x for x in given if isinstance(x, int)}, reverse=True)
        if arrow:
            result = _result(right, hidden, set(given))
        else:
            once = {x for x in given if isinstance(x, str) and given.count(x) == 1}
            result = [*hidden, *sorted(once)]
        summed = [*dict.fromkeys(x for x in given if x not in result)]
        self.kept = len(result)
        self.order = [*result, *sorted(summed, key=str)]


Letter = str | int


def _wrong(text: str) -> Exception:
    return EINSUM.error(text=text)


def _letters(part: str, ndim: int, operand: int) -> list[Letter]:
    """The letters of one operand's dimensions."""
    before, dots, after = part.partition("...")
    for position, letter in enumerate(before + after):
        if not ("a" <= letter <= "z" or "A" <= letter <= "Z"):
            raise _wrong(
                f"invalid subscript given at index {position} in the equation string, subscripts "
                "must be in [a-zA-Z]"
            )
    named = len(before) + len(after)
    if named > ndim or (not dots and named != ndim):
        if dots:
            raise _wrong(
                f"the number of subscripts in the equation ({named}) is more than the number of "
                f"dimensions ({ndim}) for operand {operand}"
            )
        raise _wrong(
            f"the number of subscripts in the equation ({named}) does not match the number of "
            f"dimensions ({ndim}) for operand {operand} and no ellipsis was given"
        )
    return [*before, *range(ndim - named)[::-1], *after]


def _sizes(terms: Sequence[list[Letter]], shapes: Sequence[Shape]) -> dict[Letter, int]:
    sizes: dict[Letter, int] = {}
    for number, (term, shape) in enumerate(zip(terms, shapes, strict=True)):
        here: dict[Letter, int] = {}
        for letter, n in zip(term, shape, strict=True):
            if here.setdefault(letter, n) != n:
                raise _wrong(
                    f"subscript {letter} is repeated for operand {number} but the sizes don't "
                    f"match, {n} != {here[letter]}"
                )
            known = sizes.setdefault(letter, n)
            if 1 not in (known, n) and known != n:
                raise _wrong(
                    f"subscript {letter} has size {n} for operand {number} which does not "
                    f"broadcast with previously seen size {known}"
                )
            sizes[letter] = n if known == 1 else known
    return sizes


def _result(right: str, hidden: Sequence[int], known: set[Letter]) -> list[Letter]:
    """The letters behind the arrow."""
    before, dots, after = right.partition("...")
    letters = before + after
    for position, letter in enumerate(letters):
        if letter in letters[:position]:
            raise _wrong(f"output subscript {letter} appears more than once in the output")
        if letter not in known:
            raise _wrong(
                f"output subscript {letter} does not appear in the equation for any input operand"
            )
    return [*before, *(hidden if dots else ()), *after]


def _aligned(operand: Value, term: Sequence[Letter], order: Sequence[Letter]) -> Value:
    """An operand with one dimension for each letter of `order`."""
    places: dict[Letter, int] = {}
    at = 0
    for letter in term:
        if letter in places:
            first = places[letter]
            operand = movedim(diagonal(operand, 0, first, at), -1, first)
        else:
            places[letter] = at
            at += 1
    for letter in order:
        if letter not in places:
            operand = unsqueeze(operand, -1)
            places[letter] = at
            at += 1
    return permute(operand, [places[letter] for letter in order])


def _pair(left: Value, right: Value, summed: Sequence[int]) -> Value:
    """Two aligned operands multiplied, and summed over some dimensions, by one `bmm`."""
    both: list[int] = []
    ours: list[int] = []
    theirs: list[int] = []
    for dim, (n, m) in enumerate(zip(shape_of(left), shape_of(right), strict=True)):
        if dim not in summed:
            (both if n != 1 and m != 1 else ours if n != 1 else theirs).append(dim)
    a, b = shape_of(left), shape_of(right)
    sizes = [size_of([a[d] for d in dims]) for dims in (both, ours, summed)]
    columns = size_of([b[d] for d in theirs])
    rows = reshape(permute(left, [*both, *ours, *summed, *theirs]), tuple(sizes))
    other = reshape(permute(right, [*both, *summed, *theirs, *ours]), (sizes[0], sizes[2], columns))
    shape = [a[d] for d in both] + [a[d] for d in ours] + [1] * len(summed)
    shape += [b[d] for d in theirs]
    order = [*both, *ours, *summed, *theirs]
    return permute(
        view(bmm(rows, other), tuple(shape)), [order.index(dim) for dim in range(len(order))]
    )


def _einsum(equation: str, operands: Sequence[Value]) -> Value:
    parsed = _Equation(equation, [shape_of(operand) for operand in operands])
    order, kept = parsed.order, parsed.kept
    aligned = [
        _aligned(operand, term, order) for operand, term in zip(operands, parsed.terms, strict=True)
    ]
    if len(aligned) == 1:
        return sum_dim(aligned[0], range(kept, len(order))) if kept < len(order) else aligned[0]
    left = {letter: sum(letter in term for term in parsed.terms) for letter in order}
    result = aligned[0]
    for right in aligned[1:]:
        result = _contracted(result, right, order, kept, left)
    return view(result, shape_of(result)[:kept]) if kept < len(order) else result


def _contracted(
    a: Value, b: Value, order: Sequence[Letter], kept: int, left: dict[Letter, int]
) -> Value:
    """Two operands made one; what no later operand needs is summed over."""
    own: list[int] = []
    other: list[int] = []
    together: list[int] = []
    for dim in range(kept, len(order)):
        here, there = shape_of(a)[dim] != 1, shape_of(b)[dim] != 1
        count = left[order[dim]]
        if count == 1 and (here or there):
            (own if here else other).append(dim)
            left[order[dim]] = 0
        elif here and there:
            left[order[dim]] = count - 1
            if count == 2:  # these two are all that have it
                together.append(dim)
    if own:
        a = sum_dim(a, own, True)
    if other:
        b = sum_dim(b, other, True)
    return _pair(a, b, together) if together else a * b


einsum: Composite = composite(
    "einsum", "torch.einsum", gathers="operands", body=_einsum,
    samples=[
        ("ij,jk->ik", [real(2, 3), real(3, 4)]), ("i,i->", [real(3), real(3)]),
        ("i,j", [real(3), real(2)]), ("ij->ji", [real(2, 3)]), ("ij->", [real(2, 3)]),
        ("ij -> j", [real(2, 3)]), ("ii->", [real(3, 3)]), ("ii->i", [real(3, 3)]),
        ("bij,bjk->bik", [real(2, 2, 3), real(2, 3, 2)]), ("ij,j", [real(2, 3), real(3)]),
        ("...ij,...jk->...ik", [real(2, 2, 3), real(3, 2)]),
        ("...i,i->...", [real(2, 3), real(3)]), ("ij,jk,kl->il", [real(2, 3), real(3, 2),
                                                                  real(2, 2)]),
        ("bhqd,bhkd->bhqk", [real(1, 2, 2, 3), real(1, 2, 3, 3)]), ("ij,ij->i", [real(2, 3)] * 2),
        ("ij,kl->", [real(2, 3), real(2, 2)]), ("ij,ij->ij", [real(2, 3)] * 2),
    ],
)  # fmt: skip


# tensordot and its kin


def _dims_of(dims: object, ndim: int) -> tuple[list[int], list[int]]:
    if isinstance(dims, int):
        if dims > ndim or dims < 0:
            raise TENSORDOT_DIMS.error(dims=dims)
        return list(range(-dims, 0)), list(range(dims))
    ours, theirs = (
        [d] if isinstance(d, int) else [*d] for d in cast("Sequence[int | Sequence[int]]", dims)
    )
    return ours, theirs


def _tensordot(a: Value, b: Value, dims: object = 2) -> Value:
    shapes = shape_of(a), shape_of(b)
    ours, theirs = _dims_of(dims, min(len(shape) for shape in shapes))
    if len(ours) != len(theirs):
        raise TENSORDOT_LENGTHS.error()
    for d, e in zip(ours, theirs, strict=True):
        n = shapes[0][wrap_dim(d, len(shapes[0]))]
        m = shapes[1][wrap_dim(e, len(shapes[1]))]
        if n != m and 1 not in (n, m):
            raise TENSORDOT_SIZES.error(a=n, dim_a=d, b=m, dim_b=e)
    for d, e in zip(ours, theirs, strict=True):  # where one is 1 long, the other is summed first
        if shapes[0][d] != shapes[1][e]:
            a = sum_dim(a, d, True) if shapes[1][e] == 1 else a
            b = sum_dim(b, e, True) if shapes[0][d] == 1 else b
    return _dotted(a, b, ours, theirs)


def _dotted(a: Value, b: Value, ours: Sequence[int], theirs: Sequence[int]) -> Value:
    shape_a, shape_b = shape_of(a), shape_of(b)
    ours = [wrap_dim(d, len(shape_a)) for d in ours]
    theirs = [wrap_dim(d, len(shape_b)) for d in theirs]
    rest_a = [d for d in range(len(shape_a)) if d not in ours]
    rest_b = [d for d in range(len(shape_b)) if d not in theirs]
    inner = size_of([shape_a[d] for d in ours])
    rows, columns = size_of([shape_a[d] for d in rest_a]), size_of([shape_b[d] for d in rest_b])
    result = tuple(shape_a[d] for d in rest_a) + tuple(shape_b[d] for d in rest_b)
    left, right = permute(a, [*rest_a, *ours]), permute(b, [*theirs, *rest_b])
    if not rest_a and not rest_b:
        return reshape(dot(_row(left, inner), _row(right, inner)), result)
    product = mm(reshape(left, (rows, inner)), reshape(right, (inner, columns)))
    return reshape(product, result)


def _row(operand: Value, size: int) -> Value:
    return operand if len(shape_of(operand)) == 1 else reshape(operand, (size,))


tensordot: Composite = composite(
    "tensordot", "torch.tensordot", body=_tensordot,
    samples=[(real(2, 3), real(3, 2), 1), (real(2, 3), real(2, 3)), (real(2), real(3), 0),
             (real(2, 3), real(2, 4), ([0], [0])), (real(3), real(3), 1)],
)  # fmt: skip


def _inner(input: Value, other: Value) -> Value:
    a, b = shape_of(input), shape_of(other)
    if not a or not b:
        return input * other
    if a[-1] != b[-1]:
        raise INNER_SHAPES.error(a=list(a), b=list(b))
    return _dotted(input, other, [-1], [-1])


inner: Composite = composite(
    "inner", "torch.inner .inner", body=_inner,
    samples=[(real(3), real(3)), (real(2, 3), real(2, 3)), (real(2, 3), real(3)),
             (real(), real(3))],
)  # fmt: skip


def _kron(input: Value, other: Value) -> Value:
    a, b = shape_of(input), shape_of(other)
    ndim = max(len(a), len(b))
    a, b = (1,) * (ndim - len(a)) + a, (1,) * (ndim - len(b)) + b
    left = unsafe_view(input, tuple(n for size in a for n in (size, 1)))
    right = unsafe_view(other, tuple(n for size in b for n in (1, size)))
    return unsafe_view(left * right, tuple(n * m for n, m in zip(a, b, strict=True)))


kron: Composite = composite(
    "kron", "torch.kron .kron", body=_kron,
    samples=[(real(2, 3), real(3, 2)), (real(2), real(2, 2)), (real(2), real(3))],
)  # fmt: skip
vdot: Op = op(
    "vdot", "torch.vdot .vdot", grad_fn="VdotBackward0", symbol="@",
    forward=dot.forward, vjp=dict(input=lambda g, other: g * other,
                                  other=lambda g, input: g * input),
    cost=dot.cost, samples=[(real(3), real(3))],
)  # fmt: skip


# distances


def _cosine_similarity(x1: Value, x2: Value, dim: int = 1, eps: float = 1e-8) -> Value:
    shape = broadcast_shapes([shape_of(x1), shape_of(x2)])
    same = shape_of(x1) == shape_of(x2)
    units = []
    for x in (x1, x2):
        dtype = dtype_of(x)
        if dtype is not None and dtype.category != FLOATING:
            raise FLOATING_COMMON.error(dtype=dtype.scalar_name)
        full = x if same else expand(x, shape)
        units.append(full / floored(vector_norm(full, 2, dim, True), eps))
    return sum_dim(units[0] * units[1], dim)


floored: Op = op(
    "clamp_min.untracked", symbol="_", grad_fn="CloneBackward0",
    forward=clamp_min.forward, vjp=dict(input=lambda g: g, min=None), samples=[(real(3), -3.0)],
)  # fmt: skip
"""A length, no less than a bound: PyTorch applies it to a copy, behind autograd's back."""
cosine_similarity: Composite = composite(
    "cosine_similarity", "torch.cosine_similarity F.cosine_similarity", body=_cosine_similarity,
    samples=[(real(3), real(3), 0), (real(2, 3), real(2, 3)), (real(2, 3), real(3)),
             (real(2, 3), real(2, 3), -1)],
)  # fmt: skip


def _pairwise_distance(
    x1: Value, x2: Value, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False
) -> Value:
    return norm_row(add_number(x1 - x2, eps), p, -1, keepdim)


pairwise_distance: Composite = composite(
    "pairwise_distance", "torch.pairwise_distance F.pairwise_distance", body=_pairwise_distance,
    samples=[(real(2, 3), real(2, 3)), (real(3), real(3)), (real(2, 3), real(2, 3), 1.0),
             (real(2, 3), real(3), {"keepdim": True})],
)  # fmt: skip


# grids


def _meshgrid(tensors: Sequence[Value], *, indexing: str | None = None) -> list[Value]:
    if len({dtype_of(tensor) for tensor in tensors}) > 1:
        raise MESHGRID_DTYPES.error()
    if indexing not in (None, "ij", "xy"):
        raise MESHGRID_WORD.error(indexing=indexing)
    places = list(range(len(tensors)))
    if indexing == "xy":
        places[:2] = places[1::-1]
    sizes = tuple(size_of(shape_of(tensors[at])) for at in places)
    return [
        expand(view(tensor, (1,) * at + (-1,) + (1,) * (len(places) - at - 1)), sizes)
        for tensor, at in zip(tensors, places, strict=True)
    ]


def _no_indexing(tensors: Sequence[Value], *, indexing: str | None = None) -> Warned | None:
    return MESHGRID_INDEXING.of() if indexing is None else None


meshgrid: Composite = composite(
    "meshgrid", "torch.meshgrid", gathers="tensors", warning=_no_indexing,
    body=lambda tensors, *, indexing=None: tuple(_meshgrid(tensors, indexing=indexing)),
    samples=[([real(2), real(3)], {"indexing": "ij"}), ([real(2), real(3)], {"indexing": "xy"}),
             ([real(2), real(3)],)],
)  # fmt: skip


def _broadcast_tensors(tensors: Sequence[Value]) -> tuple[Value, ...]:
    shape = broadcast_shapes([shape_of(tensor) for tensor in tensors])
    return tuple(
        tensor if shape_of(tensor) == shape else expand(tensor, shape) for tensor in tensors
    )


broadcast_tensors: Composite = composite(
    "broadcast_tensors", "torch.broadcast_tensors", gathers="tensors", body=_broadcast_tensors,
    samples=[([real(3), real(2, 3)],), ([real(2, 1), real(3)],)],
)  # fmt: skip
