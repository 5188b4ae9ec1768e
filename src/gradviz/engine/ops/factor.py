"""Factors of matrices and what is solved with them (`torch.linalg`), computed in float64."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gradviz.engine.dtypes import OF_NUMPY, Number
from gradviz.engine.messages import (
    ARGUMENT,
    CHOLESKY_RIGHT,
    CHOLESKY_RIGHT_DIMS,
    COND_DIMS,
    COND_ORDER,
    LEAST_SQUARES,
    LEAST_SQUARES_DTYPES,
    NO_KERNEL,
    OLD_CHOLESKY,
    OLD_QR,
    QR_COMPLETE,
    QR_MODE,
    QR_NO_Q,
    RANK_DIMS,
    TENSOR_INV_IND,
    TENSOR_SQUARE,
    TRIANGULAR_RIGHT,
    TRIANGULAR_SHAPES,
)
from gradviz.engine.op import (
    Composite,
    Cost,
    Op,
    Value,
    composite,
    op,
    shape_of,
)
from gradviz.engine.ops.compare import dtype_of, masked_fill_number
from gradviz.engine.ops.elementwise import mul_number, nan_to_num, reciprocal
from gradviz.engine.ops.index import (
    diag_embed,
    diagonal,
    narrow,
    slice_,
    tril,
    triu,
)
from gradviz.engine.ops.linalg import matmul
from gradviz.engine.ops.reduce import sum_dim
from gradviz.engine.ops.shape import (
    cat,
    flatten,
    movedim,
    mT,
    reshape,
    squeeze_dim,
    unsqueeze,
    view,
)
from gradviz.engine.ops.solve import (
    by_columns,
    check,
    check_square,
    cholesky_slope,
    cubic,
    double,
    inv,
    matrix_norm,
    pinv,
    pinv_slope,
    solve,
    thin,
)
from gradviz.engine.samples import given, real
from gradviz.engine.shapes import Shape, broadcast_shapes, size_of

_SPD = given([2.0, 0.5], [0.5, 1.5])
_LOWER = given([1.5, 0.0], [0.4, 1.2])
_REGULAR = given([2.0, 0.5, 0.3], [-0.4, 1.5, 0.2], [0.1, 0.7, -1.8])
_TALL = given([2.0, 0.5], [-0.4, 1.5], [0.1, 0.7])
_WIDE = given([2.0, 0.5, 0.3], [-0.4, 1.5, 0.2])


# triangles


def _by_rows(A: Value, B: Value, upper: bool, unit: bool) -> Value:  # noqa: N803
    """The X with A X = B, one row after the other, as LAPACK finds it; 0 divides to inf."""
    n = A.shape[-1]
    batch = broadcast_shapes([A.shape[:-2], B.shape[:-2]])
    x = np.array(np.broadcast_to(double(B), (*batch, *B.shape[-2:])))
    a = double(A)
    for i in reversed(range(n)) if upper else range(n):
        known = slice(i + 1, n) if upper else slice(0, i)
        if known.start < known.stop:
            x[..., i, :] -= np.matmul(a[..., i : i + 1, known], x[..., known, :])[..., 0, :]
        if not unit:
            x[..., i, :] /= a[..., i, i, None]
    return by_columns(x, B.dtype)


def _triangular(
    A: Value, B: Value, upper: bool, left: bool, unit: bool  # noqa: N803
) -> Value:  # fmt: skip
    if left:
        return _by_rows(A, B, upper, unit)
    turned = _by_rows(np.swapaxes(A, -2, -1), np.swapaxes(B, -2, -1), not upper, unit)
    return by_columns(np.swapaxes(turned, -2, -1), B.dtype)


def _triangular_cost(
    A: Value, B: Value, *, upper: bool, left: bool, unitriangular: bool  # noqa: N803
) -> Cost:  # fmt: skip
    for name, part in (("A", A), ("B", B)):
        if part.ndim < 2:
            raise TRIANGULAR_RIGHT.error(name=name)
    check_square("linalg.solve_triangular", A.shape)
    if A.dtype.kind != "f":
        raise NO_KERNEL.error(kernel="triangular_solve_cpu", dtype=OF_NUMPY[A.dtype].scalar_name)
    n = A.shape[-1]
    if B.shape[-2 if left else -1] != n:
        raise TRIANGULAR_SHAPES.error(
            equation="AX = B" if left else "XA = B",
            a=f"{n}x{n}",
            b="x".join(map(str, B.shape[-2:])),
        )
    size = size_of(broadcast_shapes([A.shape[:-2], B.shape[:-2]])) * size_of(B.shape[-2:])
    return size, size * n


def _triangle_slope(g: Value, out: Value, upper: bool, left: bool, unitriangular: bool) -> Value:
    """The gradient of the matrix, from that of the right side: its other triangle is not read."""
    product = -matmul(g, mT(out)) if left else -matmul(mT(out), g)
    return triu(product, int(unitriangular)) if upper else tril(product, -int(unitriangular))


triangle_slope: Composite = composite(
    "triangle_slope", body=_triangle_slope, formula=lambda g, out, *_: -matmul(g, mT(out)),
    samples=[(real(2, 2), real(2, 2), True, True, False)],
)  # fmt: skip
triangular_row: Op = op(
    "linalg_solve_triangular.row", grad_fn="LinalgSolveTriangularBackward0",
    forward=lambda A, B, *, upper, left, unitriangular: _triangular(  # noqa: N803
        A, B, upper, left, unitriangular
    ),
    vjp=dict(
        A=lambda g, A, out, upper, left, unitriangular: triangle_slope(  # noqa: N803
            solve_triangular(mT(A), g, upper=not upper, left=left, unitriangular=unitriangular),
            out, upper, left, unitriangular,
        ),
        B=lambda g, A, upper, left, unitriangular: solve_triangular(  # noqa: N803
            mT(A), g, upper=not upper, left=left, unitriangular=unitriangular
        ),
    ),
    cost=_triangular_cost,
    samples=[(_REGULAR, real(3, 2), {"upper": True, "left": True, "unitriangular": False})],
)  # fmt: skip


def _solve_triangular(
    A: Value, B: Value, *, upper: bool | None = None, left: bool = True,  # noqa: N803
    unitriangular: bool = False,
) -> Value:  # fmt: skip
    if upper is None:
        raise ARGUMENT.error(
            text='linalg_solve_triangular() missing 1 required positional arguments: "upper"'
        )
    return triangular_row(A, B, upper=upper, left=left, unitriangular=unitriangular)


solve_triangular: Composite = composite(
    "linalg_solve_triangular", "linalg.solve_triangular", body=_solve_triangular,
    samples=[(_REGULAR, real(3, 2), {"upper": True}), (_REGULAR, real(3, 1), {"upper": False}),
             (_SPD, real(3, 2), {"upper": True, "left": False}),
             (_SPD, real(2, 2, 1), {"upper": False, "unitriangular": True})],
)  # fmt: skip


# with Cholesky's factor


def _right_side(B: Value, L: Value) -> None:  # noqa: N803
    """PyTorch's errors for what is no right side of the equation."""
    for name, part in (("b", B), ("u", L)):
        if part.ndim < 2:
            raise CHOLESKY_RIGHT_DIMS.error(name=name, ndim=part.ndim)
    n = L.shape[-1]
    if B.shape[-2] != n:
        raise CHOLESKY_RIGHT.error(a=f"{n} by {n}", b=f"{B.shape[-2]} by {B.shape[-1]}")


def _factor_cost(B: Value, L: Value, upper: bool = False) -> Cost:  # noqa: N803
    _right_side(B, L)
    size = size_of(broadcast_shapes([B.shape[:-2], L.shape[:-2]])) * size_of(B.shape[-2:])
    return size, 2 * size * L.shape[-1]


def _by_factor(B: Value, L: Value, upper: bool) -> Value:  # noqa: N803
    low = np.swapaxes(L, -2, -1) if upper else L
    half = _by_rows(low, double(B), False, False)
    return by_columns(_by_rows(np.swapaxes(low, -2, -1), half, True, False), B.dtype)


def _both_sides(g: Value, out: Value, L: Value, upper: bool) -> Value:  # noqa: N803
    common = matmul(g, mT(out))
    common = common + mT(common)
    return -(matmul(L, common) if upper else matmul(common, L))


both_sides: Composite = composite(
    "both_sides", body=_both_sides, samples=[(real(2, 1), real(2, 1), _LOWER, False)],
    formula=lambda g, out, L, upper: -matmul(matmul(g, mT(out)), L),  # noqa: N803
)  # fmt: skip
cholesky_solve: Op = op(
    "cholesky_solve", "torch.cholesky_solve .cholesky_solve", grad_fn="CholeskySolveBackward0",
    forward=lambda B, L, upper=False: _by_factor(B, L, upper),  # noqa: N803
    vjp=dict(
        B=lambda g, L, upper: cholesky_solve(g, L, upper),  # noqa: N803
        L=lambda g, L, out, upper: both_sides(  # noqa: N803
            cholesky_solve(g, L, upper), out, L, upper
        ),
    ),
    cost=_factor_cost,
    kinks=[(real(2, 1), _LOWER), (real(2, 3), given([1.5, 0.4], [0.0, 1.2]),
                                                       True)],
)  # fmt: skip


def _factor_inverse(L: Value, upper: bool) -> Value:  # noqa: N803
    check("cholesky_inverse", L)
    return _by_factor(np.broadcast_to(np.eye(L.shape[-1], dtype=L.dtype), L.shape), L, upper)


def _inverse_slope(g: Value, L: Value, out: Value, upper: bool) -> Value:  # noqa: N803
    common = matmul(out, matmul(g + mT(g), out))
    return -(matmul(L, common) if upper else matmul(common, L))


inverse_slope: Composite = composite(
    "inverse_slope", body=_inverse_slope, samples=[(real(2, 2), _LOWER, _SPD, False)],
    formula=lambda g, L, out, upper: -matmul(matmul(out, matmul(g + mT(g), out)), L),  # noqa: N803
)  # fmt: skip
cholesky_inverse: Op = op(
    "cholesky_inverse", "torch.cholesky_inverse .cholesky_inverse",
    grad_fn="CholeskyInverseBackward0",
    forward=lambda L, upper=False: _factor_inverse(L, upper),  # noqa: N803
    vjp=dict(L=lambda g, L, out, upper: inverse_slope(g, L, out, upper)),  # noqa: N803
    cost=cubic, kinks=[(_LOWER,)],
)  # fmt: skip
cholesky_old: Op = op(
    "cholesky", "torch.cholesky .cholesky", grad_fn="CholeskyBackward0",
    forward=lambda input, upper=False: by_columns(
        np.linalg.cholesky(_checked("cholesky", input), upper=upper), input.dtype
    ),
    vjp=dict(input=lambda g, out, upper: cholesky_slope(g, out, upper)), cost=cubic,
    warning=lambda input, upper=False: OLD_CHOLESKY.of(), kinks=[(_SPD,)],
)  # fmt: skip


def _checked(name: str, input: Value) -> Value:
    check(name, input)
    return double(input)


# QR


def _qr(A: Value, mode: str) -> tuple[Value, Value]:  # noqa: N803
    check("linalg.qr", A, square=False)
    if mode not in ("reduced", "complete", "r"):
        raise QR_MODE.error(mode=mode)
    if mode == "r":
        return np.zeros(0, A.dtype), by_columns(np.linalg.qr(double(A), "r"), A.dtype)
    q, r = np.linalg.qr(double(A), "complete" if mode == "complete" else "reduced")
    return by_columns(q, A.dtype), by_columns(r, A.dtype)


def _qr_slope(
    g: Sequence[Value | None], Q: Value, R: Value, shape: Shape, mode: str  # noqa: N803
) -> Value:  # fmt: skip
    of_q, of_r = g
    rows, columns = shape[-2:]
    if mode == "r":
        raise QR_NO_Q.error()
    if mode == "complete" and rows > columns:
        raise QR_COMPLETE.error()
    inner: Value = None if of_r is None else matmul(of_r, mT(R))
    if of_q is not None:
        turned = matmul(mT(Q), of_q)
        inner = -turned if inner is None else inner - turned
    if rows >= columns:
        upper = triu(inner)
        result = matmul(Q, _half_diagonal(upper + mT(upper)))
        if of_q is not None:
            result = result + of_q
        return solve_triangular(mT(R), result, upper=False, left=False)
    lower = _half_diagonal(tril(mT(inner) - inner))
    square = narrow(R, -1, 0, rows)
    result = solve_triangular(mT(square), lower, upper=False, left=False)
    rest = narrow(R, -1, rows, columns - rows) * 0
    result = cat((result, rest), -1)
    if of_r is not None:
        result = result + of_r
    return matmul(Q, result)


def _half_diagonal(matrix: Value) -> Value:
    return matrix - diag_embed(mul_number(diagonal(matrix, 0, -2, -1), 0.5))


qr_slope: Composite = composite(
    "qr_slope", body=_qr_slope,
    samples=[([real(3, 2), real(2, 2)], real(3, 2), _SPD, (3, 2), "reduced")],
)  # fmt: skip


def _qr_cost(A: Value, mode: str = "reduced") -> Cost:  # noqa: N803
    rows = A.shape[-2] if A.ndim > 1 else 1
    elements, work = cubic(A)
    return elements + (size_of(A.shape[:-1]) * rows if mode == "complete" else 0), work


qr: Op = op(
    "linalg_qr", "linalg.qr", outputs="Q R", grad_fn="LinalgQrBackward0",
    forward=lambda A, mode="reduced": _qr(A, mode),  # noqa: N803
    vjp=dict(A=lambda g, Q, R, A_shape, mode: qr_slope(g, Q, R, A_shape, mode)),  # noqa: N803
    cost=_qr_cost, samples=[(_TALL,), (_REGULAR,), (_WIDE,)],
)  # fmt: skip


def _old_qr(input: Value, some: bool = True) -> tuple[Value, Value]:
    q, r = qr(input, "reduced" if some else "complete")
    return q, r


qr_old: Composite = composite(
    "qr", "torch.qr .qr", outputs="Q R", body=_old_qr, samples=[(_TALL,)],
    warning=lambda input, some=True: OLD_QR.of(),
)  # fmt: skip


# least squares


_DRIVERS = ("gels", "gelsy", "gelsd", "gelss")


def _is_vector(A: Value, B: Value) -> bool:  # noqa: N803
    a, b = shape_of(A), shape_of(B)
    return len(b) == 1 or (len(a) - 1 == len(b) and b == a[:-1])


def _least_squares_cost(A: Value, B: Value, rcond: float, driver: str) -> Cost:  # noqa: N803
    if A.ndim < 2:
        raise LEAST_SQUARES.error(text="input must have at least 2 dimensions.")
    if B.ndim < 1:
        raise LEAST_SQUARES.error(text="other must have at least 1 dimension.")
    at = -1 if _is_vector(A, B) else -2
    if A.shape[-2] != B.shape[at]:
        raise LEAST_SQUARES.error(text=f"input.size(-2) should match other.size({at})")
    if A.dtype != B.dtype:
        names = [OF_NUMPY[part.dtype].scalar_name for part in (A, B)]
        raise LEAST_SQUARES_DTYPES.error(a=names[0], b=names[1])
    if driver not in _DRIVERS:
        raise LEAST_SQUARES.error(
            text="parameter `driver` should be one of (gels, gelsy, gelsd, gelss)"
        )
    size = max(A.size, B.size) * max(A.shape[-2:])
    return size, 10 * size


def _least_squares(
    A: Value, B: Value, rcond: float, driver: str  # noqa: N803
) -> tuple[Value, Value, Value, Value]:  # fmt: skip
    """The shortest of the best solutions, by the singular values."""
    vector = _is_vector(A, B)
    right = double(B)[..., None] if vector else double(B)
    left = double(A)
    u, s, vh = np.linalg.svd(left, full_matrices=False)
    kept = s > rcond * s[..., :1]
    scaled = np.matmul(np.swapaxes(u, -2, -1), right) * (kept / np.where(kept, s, 1))[..., None]
    solution = np.matmul(np.swapaxes(vh, -2, -1), scaled)
    rank = kept.sum(-1)
    rows, columns = A.shape[-2:]
    residuals = np.zeros(0)
    if rows > columns and driver != "gelsy" and (driver == "gels" or np.all(rank == columns)):
        residuals = ((np.matmul(left, solution) - right) ** 2).sum(-2)
        residuals = residuals[..., 0] if vector else residuals
    values = s if driver in ("gelsd", "gelss") else np.zeros(0)
    ranks = np.zeros(0, np.int64) if driver == "gels" else np.asarray(rank)
    solution = solution[..., 0] if vector else solution
    return solution.astype(A.dtype), residuals.astype(A.dtype), ranks, values.astype(A.dtype)


def _least_squares_slope(
    g: Sequence[Value | None], A: Value, B: Value, out: Value  # noqa: N803
) -> tuple[Value, Value]:  # fmt: skip
    of_solution, of_residuals = g[:2]
    vector = _is_vector(A, B)
    columns = [part if part is None or not vector else unsqueeze(part, -1)
               for part in (of_solution, of_residuals, B, out)]  # fmt: skip
    of_solution, of_residuals, right, solution = columns
    inverse = pinv(A)
    of_a: Value = None
    of_b: Value = None
    if of_solution is not None:
        of_a = pinv_slope(matmul(of_solution, mT(right)), A, inverse)
        of_b = matmul(mT(inverse), of_solution)
    if of_residuals is not None and size_of(shape_of(of_residuals)) > 0:
        apart = (matmul(A, solution) - right) * (2 * unsqueeze(of_residuals, -2))
        matrix = matmul(apart, mT(solution))
        of_a = matrix if of_a is None else of_a + matrix
        of_b = -apart if of_b is None else of_b - apart
    return of_a, squeeze_dim(of_b, -1) if vector else of_b


matrix_part: Composite = composite(
    "lstsq_slope.A", body=lambda *given: _least_squares_slope(*given)[0],
    samples=[([real(2), None], _TALL, real(3), real(2))],
    formula=lambda g, A, B, out: pinv_slope(matmul(g[0], mT(B)), A, pinv(A)),  # noqa: N803
)  # fmt: skip
right_part: Composite = composite(
    "lstsq_slope.B", body=lambda *given: _least_squares_slope(*given)[1],
    samples=[([real(2), None], _TALL, real(3), real(2))],
    formula=lambda g, A, B, out: matmul(mT(pinv(A)), g[0]),  # noqa: N803
)  # fmt: skip
least_squares_row: Op = op(
    "linalg_lstsq.row", outputs="solution residuals", grad_fn="LinalgLstsqBackward0",
    forward=lambda A, B, rcond, driver: _least_squares(A, B, rcond, driver)[:2],  # noqa: N803
    vjp=dict(
        A=lambda g, A, B, solution: matrix_part(g, A, B, solution),  # noqa: N803
        B=lambda g, A, B, solution: right_part(g, A, B, solution),  # noqa: N803
    ),
    cost=_least_squares_cost, samples=[(_TALL, real(3), 1e-6, "gelsy"),
                                       (_TALL, real(3, 2), 1e-6, "gelsd")],
)  # fmt: skip
least_squares_rank: Op = op(
    "linalg_lstsq.rank", outputs="*",
    forward=lambda A, B, rcond, driver: _least_squares(A, B, rcond, driver)[2:],  # noqa: N803
    vjp=dict(A=None, B=None), cost=_least_squares_cost,
    samples=[(_TALL, real(3), 1e-6, "gelsy")],
)  # fmt: skip


def _lstsq(
    A: Value, B: Value, rcond: Number | None = None, *, driver: str | None = None  # noqa: N803
) -> tuple[Value, Value, Value, Value]:  # fmt: skip
    how = driver or "gelsy"
    cutoff = max(shape_of(A)[-2:], default=1) * _precision(A) if rcond is None else rcond
    solution, residuals = least_squares_row(A, B, cutoff, how)
    rank, values = least_squares_rank(A, B, cutoff, how)
    return solution, residuals, rank, values


def _precision(A: Value) -> float:  # noqa: N803
    """The distance from 1 to the next number of a matrix's dtype."""
    dtype = dtype_of(A)
    return float(np.finfo(dtype.name if dtype and dtype.is_floating_point else "float64").eps)


lstsq: Composite = composite(
    "linalg_lstsq", "linalg.lstsq", outputs="solution residuals rank singular_values", body=_lstsq,
    samples=[(_TALL, real(3, 2))],
)  # fmt: skip


# how far a matrix is from a singular one


def _rank_of(
    input: Value, atol: Value, rtol: Value, hermitian: bool
) -> Value:  # fmt: skip
    if input.ndim < 2:
        raise RANK_DIMS.error()
    if hermitian:
        s = abs(np.linalg.eigvalsh(double(input)))
    else:
        s = np.linalg.svd(double(input), compute_uv=False)
    eps = float(np.finfo(input.dtype).eps)
    if rtol is None:
        rtol = 0.0 if atol is not None and np.any(np.asarray(atol) > 0) else (
            eps * max(input.shape[-2:])
        )  # fmt: skip
    largest = s.max(-1, initial=0.0)
    cutoff = np.maximum(0.0 if atol is None else atol, rtol * largest)
    return np.asarray((s > np.asarray(cutoff)[..., None]).sum(-1))


rank_row: Op = op(
    "linalg_matrix_rank.row",
    forward=_rank_of, vjp=dict(input=None, atol=None, rtol=None), cost=cubic,
    samples=[(_WIDE, None, None, False)],
)  # fmt: skip


def _matrix_rank(
    A: Value, tol: Value = None, hermitian: bool = False, *, atol: Value = None,  # noqa: N803
    rtol: Value = None,
) -> Value:  # fmt: skip
    absolute = tol if atol is None else atol
    return rank_row(A, absolute, 0.0 if tol is not None else rtol, hermitian)


matrix_rank: Composite = composite(
    "linalg_matrix_rank", "linalg.matrix_rank", body=_matrix_rank,
    kinks=[(_WIDE,), (_SPD, {"hermitian": True})],
)  # fmt: skip
singular: Op = op(
    "is_singular",
    forward=lambda A: np.asarray(np.linalg.det(double(A)) == 0)[..., None, None],  # noqa: N803
    vjp=dict(A=None), cost=cubic, samples=[(_SPD,)],
)  # fmt: skip
inverse_ex: Op = op(
    "linalg_inv_ex", grad_fn="LinalgInvExBackward0",
    forward=lambda A: _inverse_or_zero(A),  # noqa: N803
    vjp=dict(A=lambda g, out: -matmul(mT(out), matmul(g, mT(out)))),
    cost=cubic, samples=[(_SPD,)],
)  # fmt: skip
"""An inverse that raises nothing: of a singular matrix it is 0."""


def _inverse_or_zero(A: Value) -> Value:  # noqa: N803
    matrices = double(A)
    regular = np.asarray(np.linalg.det(matrices) != 0)[..., None, None]
    safe = np.where(regular, matrices, np.eye(A.shape[-1]))
    return np.where(regular, np.linalg.inv(safe), 0.0).astype(A.dtype)


def _cond(A: Value, p: Number | str | None = None) -> Value:  # noqa: N803
    shape = shape_of(A)
    if len(shape) < 2:
        raise COND_DIMS.error()
    if p in (None, 2, -2):
        s = thin(A)[0]
        ends = narrow(s, -1, 0, 1), narrow(s, -1, shape_of(s)[-1] - 1, 1)
        ratio = ends[1] / ends[0] if p == -2 else ends[0] / ends[1]
        return squeeze_dim(ratio, -1)
    if p not in ("fro", "nuc", math.inf, -math.inf, 1, -1):
        raise COND_ORDER.error(order=p)
    check_square(f"linalg.cond(ord={p})", shape)
    if p == "nuc":
        s = thin(A)[0]
        inverses = sum_dim(reciprocal(s), -1)
        return sum_dim(s, -1) * inverses
    inverse = masked_fill_number(inverse_ex(A), singular(A), math.inf)
    both = matrix_norm(A, p) * matrix_norm(inverse, p)
    return nan_to_num(both, math.inf, math.inf, -math.inf)


cond: Composite = composite(
    "linalg_cond", "linalg.cond", body=_cond,
    samples=[(_REGULAR,), (_REGULAR, 1), (_REGULAR, "fro"), (_REGULAR, -2), (_SPD, "nuc"),
             (_TALL,)],
)  # fmt: skip


# the exponential


def _exponential(A: Value) -> Value:  # noqa: N803
    """By scaling and squaring of a Taylor series of 18 terms."""
    check("linalg.matrix_exp", A)
    a = double(A)
    size = float(abs(a).sum(-2).max(initial=0.0))
    halvings = max(math.frexp(size)[1] + 1, 0) if math.isfinite(size) else 0
    a = a / 2.0**halvings
    result: Value = np.broadcast_to(np.eye(A.shape[-1]), A.shape)
    term = result
    for k in range(1, 19):
        term = np.matmul(term, a) / k
        result = result + term
    for _ in range(halvings):
        result = np.matmul(result, result)
    return result.astype(A.dtype)


def _exponential_slope(g: Value, input: Value) -> Value:
    """A corner of the exponential of a matrix twice as large (Higham, Functions of Matrices)."""
    n = shape_of(input)[-1]
    turned = mT(input)
    above = cat((turned, g), -1)
    below = cat((turned * 0, turned), -1)
    whole = matrix_exp(cat((above, below), -2))
    return slice_(slice_(whole, -2, 0, n), -1, n, 2 * n)


exponential_slope: Composite = composite(
    "matrix_exp_slope", body=_exponential_slope, samples=[(real(2, 2), _SPD)],
)  # fmt: skip
matrix_exp: Op = op(
    "linalg_matrix_exp", "linalg.matrix_exp torch.matrix_exp .matrix_exp",
    grad_fn="LinalgMatrixExpBackward0",
    forward=_exponential, vjp=dict(A=lambda g, A: exponential_slope(g, A)),  # noqa: N803
    cost=lambda A: (A.size, 60 * A.size * max(A.shape[-2:], default=1)),  # noqa: N803
    samples=[(_SPD,), (_REGULAR,)],
)  # fmt: skip


# tensors as matrices


def _tensor_inverse(A: Value, ind: int = 2) -> Value:  # noqa: N803
    if ind <= 0:
        raise TENSOR_INV_IND.error(ind=ind)
    shape = shape_of(A)
    first, last = shape[:ind], shape[ind:]
    if size_of(first) != size_of(last):
        raise TENSOR_SQUARE.error(which="ind", a=size_of(last), b=size_of(first))
    return view(inv(view(A, (size_of(first), size_of(last)))), (*last, *first))


tensorinv: Composite = composite(
    "linalg_tensorinv", "linalg.tensorinv", body=_tensor_inverse,
    samples=[(given([[2.0, 0.5], [0.3, -0.4]], [[1.5, 0.2], [0.1, 0.7]],
                    [[-1.8, 0.6], [0.9, 0.4]], [[0.2, 0.1], [-0.5, 1.1]]), 1)],
)  # fmt: skip


def _tensor_solve(A: Value, B: Value, dims: Sequence[int] | None = None) -> Value:  # noqa: N803
    if dims is not None:
        ndim = len(shape_of(A))
        A = movedim(A, tuple(dims), tuple(range(ndim - len(dims), ndim)))  # noqa: N806
    shape, right = shape_of(A), shape_of(B)
    rest = shape[len(right) :]
    if size_of(rest) != size_of(shape[: len(right)]):
        raise TENSOR_SQUARE.error(
            which="other.ndim", a=size_of(rest), b=size_of(shape[: len(right)])
        )
    flat = solve(reshape(A, (size_of(right), size_of(rest))), flatten(B))
    return reshape(flat, rest)


tensorsolve: Composite = composite(
    "linalg_tensorsolve", "linalg.tensorsolve", body=_tensor_solve,
    samples=[(given([[2.0], [0.5]], [[-0.4], [1.5]]), real(2))],
)  # fmt: skip
composite(
    "linalg_diagonal", "linalg.diagonal",
    body=lambda A, *, offset=0, dim1=-2, dim2=-1: diagonal(A, offset, dim1, dim2),  # noqa: N803
    samples=[(real(2, 3),), (real(2, 2, 3), {"offset": 1})],
)  # fmt: skip
