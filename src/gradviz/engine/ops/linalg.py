"""Products of vectors and matrices. Each case that PyTorch records by its own name is a row."""

from __future__ import annotations

import numpy as np

from gradviz.engine.dtypes import C_NAMES, OF_NUMPY, Number
from gradviz.engine.messages import (
    ADDMM_DTYPES,
    ADDMM_FACTORS,
    ADDMV_DTYPES,
    ADDR_DIMS,
    BADDBMM_DTYPES,
    BATCH_COUNT,
    BATCH_SIZES,
    BMM_DTYPES,
    BMM_SHAPES,
    DOT_DIMS,
    DOT_DTYPES,
    DOT_SHAPES,
    EXPECTED_BATCH,
    EXPECTED_MATRIX,
    MATMUL_BOTH_1D,
    MATMUL_DTYPES,
    MATMUL_SHAPES,
    MV_DIMS,
    MV_DTYPES,
    MV_SHAPES,
    OUTER_DIMS,
)
from gradviz.engine.op import (
    Callee,
    Composite,
    Cost,
    Lifted,
    Op,
    Overload,
    Value,
    composite,
    op,
    overload,
    shape_of,
)
from gradviz.engine.ops.elementwise import times
from gradviz.engine.ops.shape import (
    contiguous,
    expand,
    expanded_shape,
    in_order,
    mT,
    reshape,
    squeeze,
    squeezed,
    t,
    unsafe_view,
    unsqueeze,
    view,
)
from gradviz.engine.samples import real
from gradviz.engine.shapes import Shape, broadcast_shapes, size_of


def _from_zero(sums: Value) -> Value:
    """Sums as PyTorch makes them, which begins with 0: they are never -0."""
    return sums + sums.dtype.type(0)


def _dot_cost(input: Value, tensor: Value) -> Cost:
    if input.ndim != 1 or tensor.ndim != 1:
        raise DOT_DIMS.error(a=input.ndim, b=tensor.ndim)
    if input.dtype != tensor.dtype:
        names = [OF_NUMPY[operand.dtype].scalar_name for operand in (input, tensor)]
        raise DOT_DTYPES.error(a=names[0], b=names[1])
    if input.shape != tensor.shape:
        raise DOT_SHAPES.error(a=input.shape[0], b=tensor.shape[0])
    return 1, input.size


dot: Op = op(
    "dot", "torch.dot .dot", grad_fn="DotBackward0", symbol="@",
    forward=lambda input, tensor: _from_zero(np.dot(input, tensor)),
    vjp=dict(input=lambda g, tensor: g * tensor, tensor=lambda g, input: g * input),
    cost=_dot_cost,
    samples=[(real(3), real(3))],
)  # fmt: skip


def _mv_cost(input: Value, vec: Value) -> Cost:
    if input.ndim != 2 or vec.ndim != 1:
        raise MV_DIMS.error(out=1, a=input.ndim, b=vec.ndim)
    if input.shape[1] != vec.shape[0]:
        raise MV_SHAPES.error(
            rows=input.shape[0], mat=f"{input.shape[0]}x{input.shape[1]}", vec=vec.shape[0]
        )
    if input.dtype != vec.dtype:
        names = [OF_NUMPY[operand.dtype].scalar_name for operand in (input, vec)]
        raise MV_DTYPES.error(a=names[0], b=names[1])
    return input.shape[0], input.size


mv: Op = op(
    "mv", "torch.mv .mv", grad_fn="MvBackward0", symbol="@",
    forward=lambda input, vec: _from_zero(np.dot(input, vec)),
    vjp=dict(input=lambda g, vec: outer(g, vec), vec=lambda g, input: mv(t(input), g)),
    cost=_mv_cost,
    samples=[(real(2, 3), real(3))],
)  # fmt: skip


def _mm_cost(input: Value, mat2: Value) -> Cost:
    for name, operand in (("self", input), ("mat2", mat2)):
        if operand.ndim != 2:
            raise EXPECTED_MATRIX.error(name=name)
    (m, k), (k2, n) = input.shape, mat2.shape
    if input.dtype != mat2.dtype:
        names = [C_NAMES.get(operand.dtype.name, operand.dtype.name) for operand in (input, mat2)]
        raise MATMUL_DTYPES.error(a=names[0], b=names[1])
    if k != k2:
        raise MATMUL_SHAPES.error(a=f"{m}x{k}", b=f"{k2}x{n}")
    return m * n, m * k * n


def _mm(input: Value, mat2: Value) -> Value:
    """PyTorch makes products of one term without a sum, which would turn -0 into 0."""
    (m, k), n = input.shape, mat2.shape[1]
    return input * mat2 if k == 1 and m > 1 and n > 1 else _from_zero(np.dot(input, mat2))


def _lies_transposed(shape: Shape, strides: Shape) -> bool:
    """Whether a matrix lies in memory column by column: its gradient is then made so too."""
    return strides[0] == 1 and strides[1] == shape[0]


def _mm_left(g: Value, mat2: Value, shape: Shape, strides: Shape, alpha: Number = 1) -> Value:
    transposed = _lies_transposed(shape, strides)
    return times(t(mm(mat2, t(g))) if transposed else mm(g, t(mat2)), alpha)


def _mm_right(g: Value, input: Value, shape: Shape, strides: Shape, alpha: Number = 1) -> Value:
    transposed = _lies_transposed(shape, strides)
    return times(t(mm(t(g), input)) if transposed else mm(t(input), g), alpha)


mm_left: Composite = composite(
    "mm_left", body=_mm_left, samples=[(real(2, 4), real(3, 4), (2, 3), (1, 2))],
    formula=lambda g, mat2, shape, strides, alpha=1: mm(g, t(mat2)) * alpha,
)  # fmt: skip
mm_right: Composite = composite(
    "mm_right", body=_mm_right, samples=[(real(2, 4), real(2, 3), (3, 4), (1, 3))],
    formula=lambda g, input, shape, strides, alpha=1: mm(t(input), g) * alpha,
)  # fmt: skip
mm: Op = op(
    "mm", "torch.mm .mm torch.spmm", grad_fn="MmBackward0", symbol="@",
    forward=_mm,
    vjp=dict(
        input=lambda g, mat2, input_shape, input_strides: mm_left(
            g, mat2, input_shape, input_strides
        ),
        mat2=lambda g, input, mat2_shape, mat2_strides: mm_right(
            g, input, mat2_shape, mat2_strides
        ),
    ),
    cost=_mm_cost,
    samples=[(real(2, 3), real(3, 4)), (real(1, 2), real(2, 1))],
)  # fmt: skip


def check_batches(input: Value, mat2: Value) -> None:
    """PyTorch's error for batches of matrices of two dtypes."""
    if input.dtype != mat2.dtype:
        names = [OF_NUMPY[operand.dtype].scalar_name for operand in (input, mat2)]
        raise BMM_DTYPES.error(a=names[0], b=names[1])


def _bmm_cost(input: Value, mat2: Value, *, alike: bool = True) -> Cost:
    for name, operand in (("batch1", input), ("batch2", mat2)):
        if operand.ndim != 3:
            raise EXPECTED_BATCH.error(name=name)
    (b, m, k), (b2, k2, n) = input.shape, mat2.shape
    if (b, k) != (b2, k2):
        raise BMM_SHAPES.error(batch=b, inner=k, batch2=b2, inner2=k2)
    if alike:
        check_batches(input, mat2)
    return b * m * n, b * m * k * n


bmm: Op = op(
    "bmm", "torch.bmm .bmm", grad_fn="BmmBackward0", symbol="@",
    forward=lambda input, mat2: _from_zero(np.matmul(input, mat2)),
    vjp=dict(input=lambda g, mat2: bmm(g, mT(mat2)), mat2=lambda g, input: bmm(mT(input), g)),
    cost=_bmm_cost,
    samples=[(real(2, 2, 3), real(2, 3, 4))],
)  # fmt: skip


def _outer(input: Value, vec2: Value) -> Value:
    for name, operand in (("self", input), ("vec2", vec2)):
        if len(operand.shape) != 1:
            raise OUTER_DIMS.error(name=name, ndim=len(operand.shape))
    return reshape(input, (input.shape[0], 1)) * vec2


outer: Composite = composite(
    "outer", "torch.outer torch.ger .outer .ger",
    body=_outer,
    samples=[(real(2), real(3))],
)  # fmt: skip


# matmul: which of these PyTorch calls


def _vector_matrix(input: Value, other: Value) -> Value:
    return squeezed(mm(unsqueeze(input, 0), other), 0)


vector_matrix: Composite = composite(
    "matmul.vector_matrix", symbol="@", body=_vector_matrix, samples=[(real(2), real(2, 3))]
)


def _wants_gradient(operand: Value) -> bool:
    return isinstance(operand, Lifted) and operand.requires_grad


def _folds(input: Value, other: Value) -> bool:
    """Whether the batch of the larger operand goes into its rows, so that `mm` will do."""
    larger, smaller = (input, other) if input.ndim >= other.ndim else (other, input)
    if larger.ndim < 3 or smaller.ndim > 2:
        return False
    if _wants_gradient(smaller):
        return True
    if input.ndim == 2:
        return False
    if larger is other:
        return not size_of(larger.shape)
    strides = larger.strides
    return (
        not size_of(larger.shape)
        or strides is None
        or all(strides[d] == strides[d + 1] * larger.shape[d + 1] for d in range(larger.ndim - 2))
    )


def _folded(input: Value, other: Value) -> Value:
    transposed = other.ndim > input.ndim
    larger = mT(other) if transposed else input
    smaller = (t(input) if input.ndim == 2 else input) if transposed else other
    rows = larger.shape[:-1]
    flat = reshape(larger, (size_of(rows), larger.shape[-1]))
    if smaller.ndim == 1:
        return unsafe_view(mv(flat, smaller), rows)
    product = unsafe_view(mm(flat, smaller), (*rows, smaller.shape[1]))
    return contiguous(mT(product)) if transposed else product


def _batched(input: Value, other: Value) -> Value:
    """`matmul` where one operand has three or more dimensions."""
    if _folds(input, other):
        return _folded(input, other)
    a, b = shape_of(input), shape_of(other)
    if len(a) == len(b) == 3 and a[0] != b[0]:
        if a[0] == 1 and _wants_gradient(input):
            return _batched(squeeze(input, 0), other)
        if b[0] == 1 and _wants_gradient(other):
            return _batched(input, squeeze(other, 0))
    batch = broadcast_shapes([a[:-2], b[:-2]])
    n, m1 = (a[-2] if len(a) > 1 else 1), a[-1]
    m2 = b[-2] if len(b) > 1 else b[0]
    count = size_of(batch)
    left = reshape(expand(input, (*batch, n, m1)), (count, n, m1))
    result = batch + a[-2:-1]
    if len(b) == 1:
        right = unsqueeze(reshape(expand(other, (*batch, m2)), (count, m2)), 2)
        return unsafe_view(squeeze(bmm(left, right), -1), result)
    right = reshape(expand(other, (*batch, m2, b[-1])), (count, m2, b[-1]))
    return unsafe_view(bmm(left, right), (*result, b[-1]))


batched: Composite = composite(
    "matmul.batched", symbol="@", body=_batched,
    samples=[
        (real(2, 2, 3), real(3, 2)), (real(2, 2, 3), real(3)), (real(2, 2), real(3, 2, 2)),
        (real(2), real(3, 2, 2)), (real(2, 2, 3), real(2, 3, 2)), (real(2, 2, 3), real(1, 3, 2)),
        (real(2, 2, 3), real(3, 1, 3, 2)),
    ],
)  # fmt: skip

_CASES: dict[tuple[int, int], Callee] = {(1, 1): dot, (2, 1): mv, (1, 2): vector_matrix, (2, 2): mm}


def _matmul_case(input: Value, other: Value) -> Callee:
    a, b = len(shape_of(input)), len(shape_of(other))
    if not (a and b):
        raise MATMUL_BOTH_1D.error(a=a, b=b)
    return _CASES.get((a, b), batched)


matmul: Overload = overload(
    "matmul", "@ torch.matmul .matmul linalg.matmul", _matmul_case, symbol="@"
)


# with an addend


def _addmm_cost(input: Value, mat1: Value, mat2: Value, **_: object) -> Cost:
    for other, message in ((input, ADDMM_DTYPES), (mat1, ADDMM_FACTORS)):
        if other.dtype != mat2.dtype:
            names = [OF_NUMPY[operand.dtype].scalar_name for operand in (other, mat2)]
            raise message.error(a=names[0], b=names[1])
    cost = _mm_cost(mat1, mat2)
    expanded_shape(input, (mat1.shape[0], mat2.shape[1]))
    return cost


def _addmv_cost(input: Value, mat: Value, vec: Value) -> Cost:
    if len({operand.dtype for operand in (input, mat, vec)}) > 1:
        a, b, c = (OF_NUMPY[operand.dtype].scalar_name for operand in (input, mat, vec))
        raise ADDMV_DTYPES.error(a=a, b=b, c=c)
    if input.ndim > 1:
        raise MV_DIMS.error(out=input.ndim, a=mat.ndim, b=vec.ndim)
    cost = _mv_cost(mat, vec)
    if input.size not in (1, mat.shape[0]):
        mat_sizes = f"{mat.shape[0]}x{mat.shape[1]}"
        raise MV_SHAPES.error(rows=input.size, mat=mat_sizes, vec=vec.shape[0])
    return cost


def _baddbmm_cost(input: Value, batch1: Value, batch2: Value) -> Cost:
    cost = _bmm_cost(batch1, batch2, alike=False)
    expanded_shape(input, (*batch1.shape[:2], batch2.shape[2]))
    if input.dtype != batch1.dtype:
        names = [C_NAMES.get(part.dtype.name, part.dtype.name) for part in (input, batch1, batch2)]
        raise BADDBMM_DTYPES.error(a=names[0], b=names[1], c=names[2])
    check_batches(batch1, batch2)
    return cost


def _addbmm_cost(input: Value, batch1: Value, batch2: Value) -> Cost:
    if batch1.ndim == batch2.ndim == 3:
        (b, m, k), (b2, k2, n) = batch1.shape, batch2.shape
        if b != b2:
            raise BATCH_COUNT.error(a=b, b=b2)
        if k != k2:
            raise BATCH_SIZES.error(m=m, k=k, k2=k2, n=n)
    cost = _bmm_cost(batch1, batch2, alike=False)
    expanded_shape(input, (batch1.shape[1], batch2.shape[2]))
    for other, message in ((input, ADDMM_DTYPES), (batch1, ADDMM_FACTORS)):
        if other.dtype != batch2.dtype:
            names = [OF_NUMPY[operand.dtype].scalar_name for operand in (other, batch2)]
            raise message.error(a=names[0], b=names[1])
    return cost


def _addr_cost(input: Value, vec1: Value, vec2: Value) -> Cost:
    for name, vector in (("vec1", vec1), ("vec2", vec2)):
        if vector.ndim != 1:
            raise ADDR_DIMS.error(name=name, ndim=vector.ndim)
    expanded_shape(input, (vec1.size, vec2.size))
    return (vec1.size * vec2.size,) * 2


addmm: Op = op(
    "addmm", "torch.addmm .addmm", in_place=True, grad_fn="AddmmBackward0",
    forward=lambda input, mat1, mat2, *, beta=1, alpha=1: (
        np.dot(mat1, mat2) + input
        if beta == alpha == 1
        else beta * input + alpha * np.dot(mat1, mat2)
    ),
    vjp=dict(
        input=lambda g, beta: g if beta == 1 else g * beta,
        mat1=lambda g, mat2, mat1_shape, mat1_strides, alpha: mm_left(
            g, mat2, mat1_shape, mat1_strides, alpha
        ),
        mat2=lambda g, mat1, mat2_shape, mat2_strides, alpha: mm_right(
            g, mat1, mat2_shape, mat2_strides, alpha
        ),
    ),
    cost=_addmm_cost,
    samples=[(real(4), real(2, 3), real(3, 4)), (real(2, 4), real(2, 3), real(3, 4)),
             (real(2, 2), real(2, 3), real(3, 2), {"beta": 0.5, "alpha": 2})],
)  # fmt: skip
addmv: Op = op(
    "addmv", "torch.addmv .addmv", in_place=True, grad_fn="AddmvBackward0",
    forward=lambda input, mat, vec, *, beta=1, alpha=1: beta * input + alpha * np.dot(mat, vec),
    vjp=dict(
        input=lambda g, beta: g if beta == 1 else g * beta,
        mat=lambda g, vec, alpha: outer(g, vec) if alpha == 1 else outer(g, vec) * alpha,
        vec=lambda g, mat, alpha: mv(t(mat), g) if alpha == 1 else mv(t(mat), g) * alpha,
    ),
    cost=lambda input, mat, vec, **_: _addmv_cost(input, mat, vec),
    samples=[(real(2), real(2, 3), real(3))],
)  # fmt: skip
copies: Composite = composite(
    "copies", symbol="_", body=lambda g, shape: expand(unsqueeze(g, 0), (shape[0], *g.shape)),
    samples=[(real(2), (3, 2, 2))],
)  # fmt: skip
"""A matrix for each of a batch."""
baddbmm: Op = op(
    "baddbmm", "torch.baddbmm .baddbmm", in_place=True, grad_fn="BaddbmmBackward0",
    forward=lambda input, batch1, batch2, *, beta=1, alpha=1: (
        beta * input + alpha * np.matmul(batch1, batch2)
    ),
    vjp=dict(
        input=lambda g, beta: g if beta == 1 else g * beta,
        batch1=lambda g, batch2, alpha: times(bmm(g, mT(batch2)), alpha),
        batch2=lambda g, batch1, alpha: times(bmm(mT(batch1), g), alpha),
    ),
    cost=lambda input, batch1, batch2, **_: _baddbmm_cost(input, batch1, batch2),
    samples=[(real(2, 2, 4), real(2, 2, 3), real(2, 3, 4)),
             (real(4), real(2, 2, 3), real(2, 3, 4))],
)  # fmt: skip


addbmm: Op = op(
    "addbmm", "torch.addbmm .addbmm", in_place=True, grad_fn="AddbmmBackward0",
    forward=lambda input, batch1, batch2, *, beta=1, alpha=1: (
        beta * input + alpha * np.matmul(batch1, batch2).sum(axis=0)
    ),
    vjp=dict(
        input=lambda g, beta: g if beta == 1 else g * beta,
        batch1=lambda g, batch1_shape, batch2, alpha: (
            times(bmm(copies(g, batch1_shape), mT(batch2)), alpha)
        ),
        batch2=lambda g, batch1_shape, batch1, alpha: (
            times(bmm(mT(batch1), copies(g, batch1_shape)), alpha)
        ),
    ),
    cost=lambda input, batch1, batch2, **_: _addbmm_cost(input, batch1, batch2),
    samples=[(real(2, 4), real(2, 2, 3), real(2, 3, 4))],
)  # fmt: skip
addr: Op = op(
    "addr", "torch.addr .addr", in_place=True, grad_fn="AddrBackward0",
    forward=lambda input, vec1, vec2, *, beta=1, alpha=1: (
        beta * input + alpha * np.outer(vec1, vec2)
    ),
    vjp=dict(
        input=lambda g, beta: g if beta == 1 else g * beta,
        vec1=lambda g, vec2, alpha: times(mv(g, vec2), alpha),
        vec2=lambda g, vec1, alpha: times(mv(t(g), vec1), alpha),
    ),
    cost=lambda input, vec1, vec2, **_: _addr_cost(input, vec1, vec2),
    samples=[(real(2, 3), real(2), real(3)), (real(3), real(2), real(3), {"alpha": 2})],
)  # fmt: skip


def _linear(input: Value, weight: Value, bias: Value = None) -> Value:
    if bias is None:
        return matmul(input, t(weight))
    shape = shape_of(input)
    if len(shape) == 2:
        return addmm(bias, input, t(weight))
    if not in_order(input):
        return matmul(input, t(weight)) + bias
    flat = view(input, (size_of(shape[:-1]), shape[-1]))
    return view(addmm(bias, flat, t(weight)), (*shape[:-1], weight.shape[0]))


linear: Composite = composite(
    "linear", "F.linear", body=_linear,
    samples=[(real(2, 3), real(4, 3), real(4)), (real(2, 3), real(4, 3)), (real(3), real(4, 3)),
             (real(3), real(4, 3), real(4)), (real(2, 2, 3), real(4, 3), real(4)),
             (real(2, 2, 3), real(4, 3))],
)  # fmt: skip
