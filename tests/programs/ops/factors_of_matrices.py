# Factors of matrices and what is solved with them, each with its gradient.
import torch

A = torch.tensor([[4.0, 1.0], [2.0, 3.0], [1.0, 5.0]], requires_grad=True)
S = torch.tensor([[4.0, 1.0], [1.0, 3.0]], requires_grad=True)
b = torch.tensor([1.0, 2.0, 4.0])

Q, R = torch.linalg.qr(A)
print(R.grad_fn.name(), torch.allclose(Q @ R, A))
(R * R).sum().backward()
print(A.grad)

A.grad = None
fit = torch.linalg.lstsq(A.double(), b.double())
print(fit.solution, fit.rank)
fit.solution.sum().backward()
print(A.grad)

U, s, Vh = torch.linalg.svd(A, full_matrices=False)
print(s, torch.allclose(U @ torch.diag(s) @ Vh, A, atol=1e-5))
print(torch.linalg.cond(A), torch.linalg.cond(S, 1), torch.linalg.matrix_rank(A))
print(torch.linalg.svd(A).S.shape, torch.svd(A).V.shape)

L = torch.linalg.cholesky(S)
x = torch.linalg.solve_triangular(L, torch.ones(2, 1), upper=False)
x.sum().backward()
print(x, S.grad)
print(torch.cholesky_solve(torch.ones(2, 1), L), torch.matrix_exp(S / 4))

for attempt in (
    lambda: torch.linalg.qr(b),
    lambda: torch.linalg.solve_triangular(S, b, upper=True),
    lambda: torch.linalg.lstsq(A, torch.ones(2)),
    lambda: torch.linalg.cond(A, 1),
    lambda: torch.linalg.qr(A, mode="r")[1].sum().backward(),
):
    try:
        attempt()
    except RuntimeError as e:
        print(e)
