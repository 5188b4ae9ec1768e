"""torch.distributions.MultivariateNormal."""

import math

import torch
from torch.distributions import Distribution, constraints

_ONE_OF = (
    "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified."
)
_MATRIX = " must be at least two-dimensional, with optional leading batch dimensions"


class MultivariateNormal(Distribution):
    arg_constraints = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }
    support = constraints.real_vector
    has_rsample = True

    def __init__(
        self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None,
        validate_args=None,
    ):
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        given = {
            "scale_tril": scale_tril, "covariance_matrix": covariance_matrix,
            "precision_matrix": precision_matrix,
        }
        given = {name: matrix for name, matrix in given.items() if matrix is not None}
        if len(given) != 1:
            raise ValueError(_ONE_OF)
        ((name, matrix),) = given.items()
        if matrix.dim() < 2:
            what = "scale_tril matrix" if name == "scale_tril" else name
            raise ValueError(what + _MATRIX)
        batch_shape = torch.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
        setattr(self, name, matrix.expand(batch_shape + (-1, -1)))
        self.loc = loc.expand(batch_shape + (-1,))
        super().__init__(batch_shape, self.loc.shape[-1:], validate_args=validate_args)
        if name == "scale_tril":
            self._unbroadcasted_scale_tril = matrix
        elif name == "covariance_matrix":
            self._unbroadcasted_scale_tril = torch.linalg.cholesky(matrix)
        else:
            self._unbroadcasted_scale_tril = _precision_to_scale_tril(matrix)

    def __getattr__(self, name):
        tril = self.__dict__.get("_unbroadcasted_scale_tril")
        if tril is None or name not in self.arg_constraints:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        with torch.enable_grad():
            if name == "scale_tril":
                value = tril
            elif name == "covariance_matrix":
                value = torch.matmul(tril, tril.mT)
            else:
                value = torch.cholesky_inverse(tril)
            value = value.expand(self._batch_shape + self._event_shape + self._event_shape)
        setattr(self, name, value)
        return value

    @property
    def mean(self):
        return self.loc

    @property
    def mode(self):
        return self.loc

    @property
    def variance(self):
        square = self._unbroadcasted_scale_tril.pow(2).sum(-1)
        return square.expand(self._batch_shape + self._event_shape)

    def rsample(self, sample_shape=torch.Size()):
        shape = self._extended_shape(sample_shape)
        eps = torch.empty(shape, dtype=self.loc.dtype).normal_()
        product = torch.matmul(self._unbroadcasted_scale_tril, eps.unsqueeze(-1)).squeeze(-1)
        return self.loc + product

    def _half_log_det(self):
        return self._unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1)

    def log_prob(self, value):
        self._validate_sample(value)
        distance = mahalanobis(self._unbroadcasted_scale_tril, value - self.loc)
        constant = self._event_shape[0] * math.log(2 * math.pi)
        return -0.5 * (constant + distance) - self._half_log_det()

    def entropy(self):
        half_log_det = self._half_log_det()
        H = 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + half_log_det
        return H.expand(self._batch_shape) if len(self._batch_shape) else H


def mahalanobis(bL, bx):
    """The square of what a triangular matrix makes of a vector, for batches of both."""
    n = bx.size(-1)
    batch = bx.shape[:-1]
    inner = bL.dim() - 2
    outer = len(batch) - inner
    shape = list(bx.shape[:outer])
    for size, wide in zip(bL.shape[:-2], bx.shape[outer:-1]):
        shape += [wide // size, size]
    bx = bx.reshape(shape + [n])
    last = outer + 2 * inner
    order = list(range(outer)) + list(range(outer, last, 2)) + list(range(outer + 1, last, 2))
    bx = bx.permute(order + [last])
    flat = bL.reshape(-1, n, n)
    swapped = bx.reshape(-1, flat.size(0), n).permute(1, 2, 0)
    M = torch.linalg.solve_triangular(flat, swapped, upper=False).pow(2).sum(-2).t()
    back = list(range(outer))
    for i in range(inner):
        back += [outer + i, len(batch) + i]
    return M.reshape(bx.shape[:-1]).permute(back).reshape(batch)


def _precision_to_scale_tril(P):
    Lf = torch.linalg.cholesky(torch.flip(P, (-2, -1)))
    L_inv = torch.transpose(torch.flip(Lf, (-2, -1)), -2, -1)
    Id = torch.eye(P.shape[-1], dtype=P.dtype)
    return torch.linalg.solve_triangular(L_inv, Id, upper=False)
