import torch
A = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
B = torch.tensor([[0., 1.], [1., 0.]], requires_grad=True)
v = torch.tensor([1., -1.], requires_grad=True)
T = torch.arange(8.).view(2, 2, 2).requires_grad_()
for y in (A @ B, A @ v, v @ A, v @ v, A.mm(B), torch.mv(A, v), v.dot(v), torch.matmul(T, A), T @ v, torch.bmm(T, T), torch.outer(v, v),
          torch.einsum('ij,jk->ik', A, B), torch.einsum('i,i->', v, v), torch.addmm(A, A, B), torch.trace(A), torch.inner(v, v)):
    A.grad = B.grad = v.grad = T.grad = None
    y.sum().backward()
    print(y.grad_fn.name(), tuple(y.shape))
    print([g for g in (A.grad, B.grad, v.grad) if g is not None])
