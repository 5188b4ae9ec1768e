"""Inverses, determinants, decompositions (`torch.linalg`), computed in float64."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gradviz.engine.dtypes import OF_NUMPY, DType, Number
from gradviz.engine.messages import (
    CDIST_COLUMNS,
    CDIST_DIMS,
    CHOLESKY_FAILED,
    CROSS_DIM,
    CROSS_NDIM,
    CROSS_SIZE,
    LINALG_DIMS,
    LINALG_DTYPE,
    LINALG_SQUARE,
    MATRIX_NORM_ORDER,
    MULTI_DOT_COUNT,
    SETTING,
    SINGULAR,
    SINGULAR_SOLVE,
    SOLVE_DTYPES,
    SOLVE_SHAPES,
    SVD_DRIVER,
)
from gradviz.engine.op import (
    TABLE,
    Composite,
    Cost,
    Lifted,
    Op,
    Value,
    composite,
    elementwise_cost,
    op,
    shape_of,
)
from gradviz.engine.ops.compare import eq, where
from gradviz.engine.ops.contract import vdot
from gradviz.engine.ops.elementwise import log, not_implemented
from gradviz.engine.ops.index import diag_embed, narrow, tril
from gradviz.engine.ops.linalg import matmul, mm
from gradviz.engine.ops.reduce import (
    amax,
    amin,
    elements_of,
    linalg_norm_simple,
    norm_slope,
    others,
    sum_dim,
    vector_norm,
)
from gradviz.engine.ops.scatter import zeros_of
from gradviz.engine.ops.shape import (
    clone,
    contiguous,
    expand,
    movedim,
    mT,
    squeeze,
    squeeze_dim,
    transpose,
    unsqueeze,
    view,
)
from gradviz.engine.samples import given, positive, real
from gradviz.engine.shapes import Shape, broadcast_shapes, size_of, wrap_dim

_SPD = given([2.0, 0.5], [0.5, 1.5])
_DIAGONAL = given([2.0, 0.0, 0.0], [0.0, 1.0, 0.0])
"""Its singular vectors have the same signs whoever finds them."""
_WIDE = given([2.0, 0.5, 0.3], [-0.4, 1.5, 0.2])
_REGULAR2 = given([2.0, 0.5], [-0.4, 1.5])
_REGULAR = given([2.0, 0.5, 0.3], [-0.4, 1.5, 0.2], [0.1, 0.7, -1.8])


def check(name: str, input: Value, *, square: bool = True) -> None:
    """PyTorch's errors for what is no matrix, or no square one."""
    if input.ndim < 2:
        raise LINALG_DIMS.error(name=name)
    if square:
        check_square(name, input.shape)
    if input.dtype.kind != "f":
        raise LINALG_DTYPE.error(name=name, dtype=OF_NUMPY[input.dtype].scalar_name)


def check_square(name: str, shape: Shape) -> None:
    """PyTorch's error for matrices that are not square."""
    rows, columns = shape[-2:]
    if rows != columns:
        raise LINALG_SQUARE.error(name=name, rows=rows, columns=columns)


def cubic(input: Value, *_: object, **__: object) -> Cost:
    """Of a decomposition: a matrix's rows times its elements, some ten times over."""
    n = max(input.shape[-2:], default=1)
    return input.size, 10 * input.size * n


def double(input: Value) -> Value:
    """In the dtype that decompositions are computed in."""
    return input.astype(np.float64)


def by_columns(matrices: Value, dtype: object) -> Value:
    """In a dtype, and laid out column by column, as LAPACK leaves its results."""
    columns = np.ascontiguousarray(np.swapaxes(matrices, -2, -1), dtype)  # type: ignore[call-overload]
    return np.swapaxes(columns, -2, -1)


def _inverse(input: Value, name: str) -> Value:
    check(name, input)
    try:
        return by_columns(np.linalg.inv(double(input)), input.dtype)
    except np.linalg.LinAlgError:
        raise SINGULAR.error(batch=_first_singular(input), at=_zero_pivot(input)) from None


def _first_singular(input: Value) -> str:
    if input.ndim == 2:
        return ""
    flags = np.array([_zero_pivot(matrix) > 0 for matrix in input.reshape(-1, *input.shape[-2:])])
    return f"(Batch element {int(flags.argmax())}): "


def _zero_pivot(input: Value) -> int:
    """Which element of the diagonal elimination finds to be 0, from 1; 0 where there is none."""
    matrix = double(input.reshape(-1, *input.shape[-2:])[0])
    for k in range(len(matrix)):
        best = k + int(abs(matrix[k:, k]).argmax())
        matrix[[k, best]] = matrix[[best, k]]
        if matrix[k, k] == 0:
            return k + 1
        matrix[k + 1 :] -= np.outer(matrix[k + 1 :, k] / matrix[k, k], matrix[k])
    return 0


inv: Op = op(
    "linalg_inv", "linalg.inv torch.inverse .inverse", grad_fn="LinalgInvExBackward0",
    forward=lambda A: _inverse(A, "linalg.inv"),  # noqa: N803
    vjp=dict(A=lambda g, out: -matmul(mT(out), matmul(g, mT(out)))),
    cost=cubic, samples=[(_SPD,), (_REGULAR,), (given([[2.0, 1.0], [0.5, 1.0]]),)],
)  # fmt: skip


def _det_slope(g: Value, input: Value, out: Value) -> Value:
    """Of a singular matrix it is 0, as PyTorch has it; recorded, it is that of the adjugate."""
    if not isinstance(input, Lifted) and not isinstance(g, Lifted):
        regular = np.asarray(out != 0)[..., None, None]
        input = np.where(regular, input, np.eye(input.shape[-1], dtype=input.dtype))
        return (g * out)[..., None, None] * mT(inv(input))
    values = elements_of(out)
    if (abs(values) < 100 * np.finfo(values.dtype).eps).any():
        s, u, vh = svd_row(input, True)
        spread = others(unsqueeze(det(u) * det(vh) * g, -1), s, len(shape_of(s)) - 1)
        return matmul(u * unsqueeze(spread, -2), vh)
    return solve(mT(input), _scaled_identity(g * out, shape_of(input)[-1]))


def _scaled_identity(factors: Value, n: int) -> Value:
    diagonals = expand(unsqueeze(factors, -1), (*shape_of(factors), n))
    return mT(diag_embed(diagonals))


det_slope: Composite = composite(
    "det_slope", body=_det_slope, formula=lambda g, input, out: g * out * mT(inv(input)),
    samples=[(real(), _SPD, positive())],
)  # fmt: skip


def _determinant(A: Value) -> Value:  # noqa: N803
    check("linalg.det", A)
    return np.linalg.det(double(A)).astype(A.dtype)


det: Op = op(
    "linalg_det", "linalg.det torch.det .det", grad_fn="LinalgDetBackward0",
    forward=_determinant,
    vjp=dict(A=lambda g, A, out: det_slope(g, A, out)),  # noqa: N803
    cost=cubic, samples=[(_SPD,), (_REGULAR,)],
    kinks=[(given([1.0, 2.0], [2.0, 4.0]),), (given([0.0, 0.0], [0.0, 0.0]),)],
)  # fmt: skip


def _sign_log(A: Value) -> tuple[Value, Value]:  # noqa: N803
    check("linalg.slogdet", A)
    sign, size = np.linalg.slogdet(double(A))
    return sign.astype(A.dtype), size.astype(A.dtype)


def _slogdet_slope(g: Value, input: Value) -> Value:
    if not isinstance(input, Lifted) and not isinstance(g, Lifted):
        return np.asarray(g)[..., None, None] * mT(inv(input))
    return solve(mT(input), _scaled_identity(g, shape_of(input)[-1]))


slogdet_slope: Composite = composite(
    "slogdet_slope", body=_slogdet_slope, formula=lambda g, input: g * mT(inv(input)),
    samples=[(real(), _SPD)],
)  # fmt: skip
slogdet: Op = op(
    "linalg_slogdet", "linalg.slogdet torch.slogdet .slogdet", outputs="sign logabsdet",
    grad_fn="LinalgSlogdetBackward0",
    forward=_sign_log,
    vjp=dict(
        A=lambda g, A: slogdet_slope(g[-1], A) if g[-1] is not None else A * 0  # noqa: N803
    ),
    cost=cubic, samples=[(_SPD,), (_REGULAR,)],
)  # fmt: skip


def _logdet(input: Value) -> Value:
    sign, size = slogdet(input)
    return where(eq(sign, -1), math.nan, size)


logdet: Composite = composite(
    "logdet", "torch.logdet .logdet", body=_logdet, samples=[(_SPD,)],
    formula=lambda input: log(det(input)),
)  # fmt: skip


# equations


def _solve_cost(A: Value, B: Value) -> Cost:  # noqa: N803
    check("linalg.solve", A)
    if A.dtype != B.dtype:
        a, b = (OF_NUMPY[part.dtype].scalar_name for part in (A, B))
        raise SOLVE_DTYPES.error(a=a, b=b)
    n = A.shape[-1]
    vector = B.ndim == 1 or B.shape == A.shape[:-1]
    rows, columns = (B.shape[-1], 1) if vector else B.shape[-2:]
    if rows != n:
        raise SOLVE_SHAPES.error(a=f"{n}x{n}", b=f"{rows}x{columns}")
    return max(A.size, B.size), 10 * n * (A.size + B.size)


def _is_vector(A: Value, B: Value) -> bool:  # noqa: N803
    a, b = shape_of(A), shape_of(B)
    return len(b) == 1 or (len(a) - 1 == len(b) and b == a[:-1])


def _solved(A: Value, B: Value) -> Value:  # noqa: N803
    right = B[..., None] if _is_vector(A, B) else B
    try:
        result = by_columns(np.linalg.solve(double(A), double(right)), A.dtype)
    except np.linalg.LinAlgError:
        raise SINGULAR_SOLVE.error() from None
    return result[..., 0] if _is_vector(A, B) else result


def _solve_slope(g: Value, input: Value, out: Value) -> Value:
    """The gradient of the matrix: that of the right side, times the result."""
    vector = _is_vector(input, out)
    side = solve(mT(input), unsqueeze(g, -1) if vector else g)
    return -matmul(side, mT(unsqueeze(out, -1) if vector else out))


def _side_slope(g: Value, input: Value, out: Value) -> Value:
    if _is_vector(input, out):
        return squeeze_dim(solve(mT(input), unsqueeze(g, -1)), -1)
    return solve(mT(input), g)


side_slope: Composite = composite(
    "side_slope", body=_side_slope, samples=[(real(2), _SPD, real(2))],
    formula=lambda g, input, out: solve(mT(input), g),
)  # fmt: skip


solve_slope: Composite = composite(
    "solve_slope", body=_solve_slope, samples=[(real(2), _SPD, real(2))],
    formula=lambda g, input, out: -matmul(solve(mT(input), g), mT(out)),
)  # fmt: skip
solve: Op = op(
    "linalg_solve", "linalg.solve", grad_fn="LinalgSolveExBackward0",
    forward=_solved,
    vjp=dict(
        A=lambda g, A, out: solve_slope(g, A, out),  # noqa: N803
        B=lambda g, A, out: side_slope(g, A, out),  # noqa: N803
    ),
    cost=_solve_cost,
    samples=[(_SPD, real(2)), (_REGULAR, real(3, 2)), (_SPD, real(2, 1))],
)  # fmt: skip


# decompositions


def _cholesky(input: Value, upper: bool) -> Value:
    check("linalg.cholesky", input)
    try:
        return by_columns(np.linalg.cholesky(double(input), upper=upper), input.dtype)
    except np.linalg.LinAlgError:
        raise CHOLESKY_FAILED.error(order=_bad_minor(input)) from None


def _bad_minor(input: Value) -> int:
    matrix = double(input.reshape(-1, *input.shape[-2:])[0])
    for n in range(1, len(matrix) + 1):
        try:
            np.linalg.cholesky(matrix[:n, :n])
        except np.linalg.LinAlgError:
            return n
    return len(matrix)


def _cholesky_slope(g: Value, out: Value, upper: bool) -> Value:
    low, arrived = (mT(out), mT(g)) if upper else (out, g)
    triangle = tril(matmul(mT(low), arrived))
    whole = 0.5 * (triangle + mT(tril(triangle, -1)))
    divide = TABLE["linalg_solve_triangular.row"]
    half = divide(mT(low), whole, upper=True, left=True, unitriangular=False)
    return divide(low, half, upper=False, left=False, unitriangular=False)


cholesky_slope: Composite = composite(
    "cholesky_slope", body=_cholesky_slope, samples=[(real(2, 2), _SPD, False)]
)
cholesky: Op = op(
    "linalg_cholesky", "linalg.cholesky", grad_fn="LinalgCholeskyExBackward0",
    forward=lambda input, *, upper=False: _cholesky(input, upper),
    vjp=dict(input=lambda g, out, upper: cholesky_slope(g, out, upper)), cost=cubic,
    kinks=[(_SPD,), (given([[2.0, 0.5], [0.5, 1.5]]),)],
)  # fmt: skip


def _eigh(A: Value, uplo: str) -> tuple[Value, Value]:  # noqa: N803
    check("linalg.eigh", A)
    values, vectors = np.linalg.eigh(double(A), uplo)  # type: ignore[call-overload]
    return values.astype(A.dtype), by_columns(vectors, A.dtype)


def _eigh_slope(g: Sequence[Value | None], values: Value, vectors: Value) -> Value:
    of_values, of_vectors = g
    if of_vectors is None:
        return matmul(vectors * unsqueeze(of_values, -2), mT(vectors))
    n = shape_of(values)[-1]
    inner: Value = None
    if of_vectors is not None:
        turned = matmul(mT(vectors), of_vectors)
        turned = (turned - mT(turned)) / 2
        apart = unsqueeze(values, -2) - unsqueeze(values, -1)
        same = np.eye(n, dtype=np.bool_)
        inner = where(same, 0.0, turned / where(same, 1.0, apart))
    if of_values is not None:
        diagonals = diag_embed(of_values)
        inner = diagonals if inner is None else inner + diagonals
    return matmul(vectors, matmul(inner, mT(vectors)))


eigh_slope: Composite = composite(
    "eigh_slope", body=_eigh_slope, samples=[([real(2), real(2, 2)], given(1.0, 2.0), _SPD)],
    formula=lambda g, values, vectors: matmul(vectors, matmul(diag_embed(g[0]), mT(vectors))),
)  # fmt: skip
eigh: Op = op(
    "linalg_eigh", "linalg.eigh", outputs="eigenvalues eigenvectors",
    grad_fn="LinalgEighBackward0",
    forward=lambda A, UPLO="L": _eigh(A, UPLO),  # noqa: N803
    vjp=dict(
        A=lambda g, eigenvalues, eigenvectors: eigh_slope(g, eigenvalues, eigenvectors)
    ),
    cost=cubic, kinks=[(_SPD,)],
)  # fmt: skip
eigvalsh: Composite = composite(
    "eigvalsh",
    "linalg.eigvalsh",
    body=lambda A, UPLO="L": eigh(A, UPLO)[0],  # noqa: N803
    kinks=[(_SPD,)],
)


def _svd(A: Value, full_matrices: bool) -> tuple[Value, Value, Value]:  # noqa: N803
    check("linalg.svd", A, square=False)
    u, s, vh = np.linalg.svd(double(A), full_matrices=full_matrices)
    return s.astype(A.dtype), by_columns(u, A.dtype), by_columns(vh, A.dtype)


def _svd_slope(
    g: Sequence[Value | None],
    U: Value,  # noqa: N803
    S: Value,  # noqa: N803
    Vh: Value,  # noqa: N803
) -> Value:
    of_s, of_u, of_vh = g
    least = shape_of(S)[-1]  # what is beyond it in full matrices has no gradient
    U, of_u = (part if part is None else _narrow(part, -1, least) for part in (U, of_u))  # noqa: N806
    Vh, of_vh = (part if part is None else _narrow(part, -2, least) for part in (Vh, of_vh))  # noqa: N806
    if of_u is None and of_vh is None:
        if shape_of(U)[-2] >= shape_of(Vh)[-1]:
            return matmul(U, unsqueeze(of_s, -1) * Vh)
        return matmul(U * unsqueeze(of_s, -2), Vh)
    inner = None if of_s is None else diag_embed(of_s)
    if of_u is not None or of_vh is not None:
        squares = S * S
        apart = unsqueeze(squares, -2) - unsqueeze(squares, -1)
        apart = where(np.eye(least, dtype=np.bool_), 1.0, apart)
        if of_u is not None:
            inner = _plus(inner, _skew(matmul(mT(U), of_u)) / apart * unsqueeze(S, -2))
        if of_vh is not None:
            inner = _plus(inner, unsqueeze(S, -1) * (_skew(matmul(Vh, mT(of_vh))) / apart))
    result = matmul(U, matmul(inner, Vh))
    rows, columns = shape_of(U)[-2], shape_of(Vh)[-1]
    if of_u is not None and rows > least:
        scaled = of_u / unsqueeze(S, -2)
        result = result + matmul(scaled - matmul(U, matmul(mT(U), scaled)), Vh)
    if of_vh is not None and columns > least:
        scaled = of_vh / unsqueeze(S, -1)
        result = result + matmul(U, scaled - matmul(matmul(scaled, mT(Vh)), Vh))
    return result


def _narrow(matrix: Value, dim: int, size: int) -> Value:
    return matrix if shape_of(matrix)[dim] == size else narrow(matrix, dim, 0, size)


def _plus(total: Value, term: Value) -> Value:
    return term if total is None else total + term


def _skew(matrix: Value) -> Value:
    return matrix - mT(matrix)


svd_slope: Composite = composite(
    "svd_slope", body=_svd_slope,
    samples=[([real(2), real(2, 2), real(2, 2)], _SPD, given(2.0, 1.0), _REGULAR2)],
    formula=lambda g, U, S, Vh: matmul(U, matmul(diag_embed(g[0]), Vh)),  # noqa: N803
)  # fmt: skip


def _svd_cost(A: Value, *_: object, **__: object) -> Cost:  # noqa: N803
    sides = sum(n * n for n in A.shape[-2:]) * size_of(A.shape[:-2])
    return sides + A.size, 10 * A.size * max(A.shape[-2:], default=1)


svd_row: Op = op(
    "linalg_svd.row", outputs="S U Vh", grad_fn="LinalgSvdBackward0",
    forward=lambda A, full_matrices: _svd(A, full_matrices),  # noqa: N803
    vjp=dict(A=lambda g, U, S, Vh: svd_slope(g, U, S, Vh)),  # noqa: N803
    cost=_svd_cost, samples=[(_SPD, False)],
)  # fmt: skip
"""S comes first: the first result is the one that a pass always reaches, if with zeros."""


def _full_svd(
    A: Value, full_matrices: bool = True, *, driver: str | None = None  # noqa: N803
) -> tuple[Value, Value, Value]:  # fmt: skip
    if driver is not None:
        raise SVD_DRIVER.error()
    s, u, vh = svd_row(A, full_matrices)
    return u, s, vh


svd: Composite = composite(
    "linalg_svd", "linalg.svd", outputs="U S Vh", body=_full_svd, kinks=[(_DIAGONAL, False)]
)
"""The signs of U and Vh are the library's choice: what is compared does not depend on them."""


def _old_svd(
    input: Value, some: bool = True, compute_uv: bool = True
) -> tuple[Value, Value, Value]:
    s, u, vh = svd_row(input, not some)
    if compute_uv:
        return u, s, transpose(vh, -2, -1)
    *batch, rows, columns = shape_of(input)
    return zeros_of(input, (*batch, rows, rows)), s, zeros_of(input, (*batch, columns, columns))


svd_old: Composite = composite(
    "svd", "torch.svd .svd", outputs="U S V", body=_old_svd, kinks=[(_DIAGONAL,)]
)


def thin(A: Value) -> Value:  # noqa: N803
    """Singular values, largest first, and the vectors that belong to them."""
    return svd_row(A, False)


svdvals: Composite = composite(
    "svdvals", "linalg.svdvals", body=lambda A: thin(A)[0],  # noqa: N803
    kinks=[(_WIDE,), (real(3, 2),)],
)  # fmt: skip


def _pinv_slope(g: Value, input: Value, out: Value) -> Value:
    rows, columns = shape_of(input)[-2:]
    gt, outt = mT(g), mT(out)
    if rows <= columns:
        k = matmul(gt, out)
        kt = matmul(k, outt)
        return (
            -mT(matmul(out, k)) + kt - matmul(matmul(input, out), kt)
            + matmul(matmul(outt, out), gt - matmul(k, input))
        )  # fmt: skip
    k = matmul(out, gt)
    kt = matmul(outt, k)
    return (
        -mT(matmul(k, out)) + matmul(matmul(gt - matmul(input, k), out), outt) + kt
        - matmul(matmul(kt, out), input)
    )  # fmt: skip


pinv_slope: Composite = composite(
    "pinv_slope", body=_pinv_slope, samples=[(real(3, 2), real(2, 3), real(3, 2))],
    formula=lambda g, input, out: -matmul(matmul(mT(out), g), mT(out)),
)  # fmt: skip


def _pinv(A: Value, rtol: float | None, hermitian: bool) -> Value:  # noqa: N803
    check("linalg.pinv", A, square=False)
    cutoff = max(A.shape[-2:]) * float(np.finfo(A.dtype).eps) if rtol is None else rtol
    return np.linalg.pinv(double(A), cutoff, hermitian).astype(A.dtype)


pinv_row: Op = op(
    "linalg_pinv", grad_fn="LinalgPinvBackward0",
    forward=lambda A, rtol=None, hermitian=False: _pinv(A, rtol, hermitian),  # noqa: N803
    vjp=dict(A=lambda g, A, out: pinv_slope(g, A, out)),  # noqa: N803
    cost=cubic, samples=[(_WIDE,)],
)  # fmt: skip


def _pinv_body(A: Value, rtol: Value = None, hermitian: bool = False) -> Value:  # noqa: N803
    if rtol is not None and not isinstance(rtol, Number):
        rtol = float(rtol.elements)
    return pinv_row(A, rtol, hermitian)


pinv: Composite = composite(
    "pinv", "linalg.pinv torch.pinverse .pinverse", body=_pinv_body,
    samples=[(_WIDE,), (real(3, 2),), (_SPD,)],
)  # fmt: skip


# products and norms of matrices


def _matrix_power(A: Value, n: int) -> Value:  # noqa: N803
    shape = shape_of(A)
    if len(shape) < 2:
        raise LINALG_DIMS.error(name="linalg.matrix_power")
    check_square("linalg.matrix_power", shape)
    if n < 0:
        return inv(A) if n == -1 else _matrix_power(inv(A), -n)
    if n == 0:
        return identity_like(A)
    if n == 1:
        return clone(A)
    if n == 3:
        return matmul(matmul(A, A), A)
    result: Value = None
    square = A
    while n:
        if n % 2:
            result = square if result is None else matmul(result, square)
        n //= 2
        if n:
            square = matmul(square, square)
    return result


identity_like: Op = op(
    "eye_like", forward=lambda A: np.broadcast_to(  # noqa: N803
        np.eye(A.shape[-1], dtype=A.dtype), A.shape).copy(),
    vjp=dict(A=None), samples=[(real(2, 2),)],
)  # fmt: skip


matrix_power: Composite = composite(
    "matrix_power", "linalg.matrix_power torch.matrix_power .matrix_power", body=_matrix_power,
    samples=[(_SPD, 2), (_SPD, 3), (_SPD, -1), (_SPD, 5), (_SPD, 1)],
)  # fmt: skip


def _multi_dot(tensors: Sequence[Value]) -> Value:
    """From the pair whose product is cheapest, as the classical order has it."""
    if len(tensors) < 2:
        raise MULTI_DOT_COUNT.error(count=len(tensors))
    row, column = len(shape_of(tensors[0])) == 1, len(shape_of(tensors[-1])) == 1
    parts = list(tensors)
    parts[0] = unsqueeze(parts[0], 0) if row else parts[0]
    parts[-1] = unsqueeze(parts[-1], 1) if column else parts[-1]
    result = _chain(parts)
    sizes = shape_of(result)
    return view(result, sizes[int(row) : len(sizes) - int(column)])


def _chain(parts: Sequence[Value]) -> Value:
    sizes = [shape_of(part)[0] for part in parts] + [shape_of(parts[-1])[1]]
    count = len(parts)
    best: dict[tuple[int, int], tuple[int, int]] = {(i, i): (0, i) for i in range(count)}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            best[i, j] = min(
                (best[i, k][0] + best[k + 1, j][0] + sizes[i] * sizes[k + 1] * sizes[j + 1], k)
                for k in range(i, j)
            )
    done: dict[tuple[int, int], Value] = {(i, i): part for i, part in enumerate(parts)}
    for length in range(1, count):
        for i in range(count - length):
            j = i + length
            if _is_used(best, i, j, count):
                k = best[i, j][1]
                done[i, j] = mm(done[i, k], done[k + 1, j])
    return done[0, count - 1]


def _is_used(best: dict[tuple[int, int], tuple[int, int]], i: int, j: int, count: int) -> bool:
    """Whether the cheapest order computes the product from i to j."""
    left, right = 0, count - 1
    while (left, right) != (i, j):
        k = best[left, right][1]
        if left <= i and j <= k:
            right = k
        elif k < i and j <= right:
            left = k + 1
        else:
            return False
    return True


multi_dot: Composite = composite(
    "multi_dot", "linalg.multi_dot", body=_multi_dot,
    samples=[([real(2, 3), real(3, 2), real(2, 3)],), ([real(2), real(2, 3), real(3)],),
             ([real(2, 3), real(3, 2)],)],
)  # fmt: skip
composite(
    "chain_matmul", "torch.chain_matmul", gathers="matrices",
    body=lambda matrices: _multi_dot(matrices), samples=[([real(2, 3), real(3, 2)],)],
)  # fmt: skip


def _matrix_norm(
    A: Value, ord: Number | str = "fro", dim: Sequence[int] = (-2, -1),  # noqa: N803
    keepdim: bool = False, *, dtype: DType | None = None,
) -> Value:  # fmt: skip
    ndim = len(shape_of(A))
    if ndim < 2:
        raise LINALG_DIMS.error(name="linalg.matrix_norm")
    if ord == "fro":
        return vector_norm(A, 2, tuple(dim), keepdim, dtype=dtype)
    rows, columns = (wrap_dim(d, ndim) for d in dim)
    if ord == "nuc" or (not isinstance(ord, str) and abs(ord) == 2):
        return _spectral(A, ord, (rows, columns), keepdim)
    if isinstance(ord, str) or abs(ord) not in (1, math.inf):
        raise MATRIX_NORM_ORDER.error(order=ord)
    return _by_sums(A, ord, (rows, columns), keepdim, dtype)


def _by_sums(
    A: Value, ord: Number, dims: tuple[int, int], keepdim: bool, dtype: DType | None  # noqa: N803
) -> Value:  # fmt: skip
    """The largest (or smallest) sum of a column or of a row."""
    along, across = dims if abs(ord) == 1 else dims[::-1]
    sums = vector_norm(A, 1, along, keepdim, dtype=dtype)
    if not keepdim and along < across:
        across -= 1
    return (amax if ord > 0 else amin)(sums, across, keepdim)


def _spectral(
    A: Value, ord: Number | str, dims: tuple[int, int], keepdim: bool  # noqa: N803
) -> Value:  # fmt: skip
    s = thin(movedim(A, dims, (-2, -1)))[0]
    result = sum_dim(s, -1, keepdim) if ord == "nuc" else (
        (amax if ord == 2 else amin)(s, -1, keepdim)
    )  # fmt: skip
    return movedim(unsqueeze(result, -1), (-2, -1), dims) if keepdim else result


matrix_norm: Composite = composite(
    "matrix_norm", "linalg.matrix_norm", body=_matrix_norm,
    samples=[(real(2, 3),), (real(2, 3), 1), (real(2, 3), math.inf), (real(2, 3), -1),
             (real(2, 3), 2), (real(2, 3), "nuc"), (real(2, 2, 3), 1, (0, 2), True)],
)  # fmt: skip


def _linalg_norm(
    A: Value, ord: Number | str | None = None, dim: object = None,  # noqa: N803
    keepdim: bool = False, *, dtype: DType | None = None,
) -> Value:  # fmt: skip
    pair = isinstance(dim, list | tuple) and len(dim) == 2
    if ord is not None and (pair or (dim is None and len(shape_of(A)) == 2)):
        return _matrix_norm(A, ord, dim if pair else (-2, -1), keepdim, dtype=dtype)  # type: ignore[arg-type]
    return linalg_norm_simple(A, ord, dim, keepdim, dtype)


linalg_norm: Composite = composite(
    "linalg_norm", "linalg.norm", body=_linalg_norm,
    samples=[(real(3),), (real(2, 3),), (real(3), 1), (real(2, 3), 2, 0), (real(2, 3), "fro"),
             (real(2, 3), 2), (real(2, 3), "nuc"), (real(3), math.inf)],
)  # fmt: skip


# in three dimensions, and between rows


def _cross(input: Value, other: Value, dim: int) -> Value:
    if input.ndim != other.ndim:
        raise CROSS_NDIM.error()
    at = wrap_dim(dim, input.ndim)
    if input.shape[at] != 3 or other.shape[at] != 3:
        raise CROSS_SIZE.error(dim=dim, a=input.shape[at], b=other.shape[at])
    a, b = np.moveaxis(input, dim, 0), np.moveaxis(other, dim, 0)
    parts = [a[(k + 1) % 3] * b[(k + 2) % 3] - a[(k + 2) % 3] * b[(k + 1) % 3] for k in range(3)]
    return np.stack(parts, at)


def _cross_cost(input: Value, other: Value, *_: object, **__: object) -> Cost:
    size, work = elementwise_cost(input, other)
    return size, 3 * work


cross_row: Op = op(
    "linalg_cross", "linalg.cross", grad_fn="LinalgCrossBackward0", promotes="common",
    forward=lambda input, other, *, dim=-1: _cross(input, other, dim),
    vjp=dict(
        input=lambda g, other, dim: cross_row(other, g, dim=dim),
        other=lambda g, input, dim: cross_row(g, input, dim=dim),
    ),
    cost=_cross_cost,
    samples=[(real(3), real(3)), (real(2, 3), real(1, 3)), (real(3, 2), real(3, 2), {"dim": 0})],
)  # fmt: skip


def _cross_body(input: Value, other: Value, dim: int | None = None) -> Value:
    if dim is None:
        sizes = broadcast_shapes([shape_of(input), shape_of(other)])
        if 3 not in sizes:
            raise CROSS_DIM.error()
        dim = sizes.index(3)
    return cross_row(input, other, dim=dim)


cross: Composite = composite(
    "cross", "torch.cross .cross", body=_cross_body,
    samples=[(real(3), real(3), 0), (real(2, 3), real(2, 3), 1)],
)  # fmt: skip


def _vecdot(x: Value, y: Value, *, dim: int = -1) -> Value:
    if len(shape_of(x)) == len(shape_of(y)) == 1:
        return vdot(x, y)
    product = matmul(unsqueeze(movedim(x, dim, -1), -2), unsqueeze(movedim(y, dim, -1), -1))
    return squeeze(squeeze(product, -1), -1)


vecdot: Composite = composite("vecdot", "linalg.vecdot", body=_vecdot, samples=[(real(3), real(3))])


def _cdist_cost(x1: Value, x2: Value, p: float = 2.0, *_: object, **__: object) -> Cost:
    if p < 0:
        raise SETTING.error(text="cdist only supports non-negative p values")
    for number, x in ((1, x1), (2, x2)):
        if x.ndim < 2:
            raise CDIST_DIMS.error(number=number, ndim=x.ndim)
    if x1.shape[-1] != x2.shape[-1]:
        raise CDIST_COLUMNS.error(a=x1.shape[-1], b=x2.shape[-1])
    batch = broadcast_shapes([x1.shape[:-2], x2.shape[:-2]])
    elements = size_of(batch) * x1.shape[-2] * x2.shape[-2] * max(x1.shape[-1], 1)
    return elements, 4 * elements


def _cdist(x1: Value, x2: Value, p: float) -> Value:
    apart = np.abs(double(x1)[..., :, None, :] - double(x2)[..., None, :, :])
    if p == math.inf:
        result = apart.max(-1, initial=0)
    elif p == 0:
        result = (apart != 0).sum(-1)
    else:
        result = np.sqrt((apart**2).sum(-1)) if p == 2 else (apart**p).sum(-1) ** (1 / p)
    return result.astype(x1.dtype)


def _cdist_slope(g: Value, a: Value, b: Value, out: Value, p: float) -> Value:
    """The gradient of the first operand's rows: the sum over the second's."""
    apart = unsqueeze(a, -2) - unsqueeze(b, -3)
    slopes = norm_slope(g, apart, out, shape_of(apart), p, -1, False)
    return sum_dim(slopes, -2)


def _no_second(g: Value) -> Value:
    return not_implemented(g, "_cdist_backward")


cdist_back: Op = op(
    "cdist_backward", grad_fn="CdistBackwardBackward0",
    forward=lambda grad_output, x1, x2, cdist, p: _cdist_slope(
        grad_output, x1, x2, cdist, p
    ).astype(x1.dtype),
    vjp=dict.fromkeys(("grad_output", "x1", "x2", "cdist"), lambda g: _no_second(g)),
    formula=lambda grad_output, x1, x2, cdist, p: grad_output * (x1 - x2) / cdist,
    cost=lambda grad_output, x1, x2, *_, **__: (
        grad_output.size * x1.shape[-1], 8 * grad_output.size * x1.shape[-1]
    ),
    kinks=[(real(2, 3), real(2, 2), real(3, 2), positive(2, 3), 2.0)],
)  # fmt: skip
cdist: Op = op(
    "cdist", "torch.cdist", grad_fn="CdistBackward0",
    forward=lambda x1, x2, p=2.0, compute_mode=None: _cdist(x1, x2, p),
    vjp=dict(
        x1=lambda g, x1, x2, out, p: cdist_back(contiguous(g), x1, x2, out, p),
        x2=lambda g, x1, x2, out, p: cdist_back(
            contiguous(mT(g)), x2, x1, contiguous(mT(out)), p
        ),
    ),
    cost=_cdist_cost,
    kinks=[(real(2, 3), real(3, 3)), (real(2, 2), real(3, 2), 1.0),
           (given([1.0, 2.0]), given([1.0, 2.0])), (real(2, 2), real(3, 2), math.inf)],
)  # fmt: skip
