import torch

A = torch.tensor([[1., 2., 3.],
                  [4., 5., 6.]], requires_grad=True)
v = torch.tensor([1., 0., -1.], requires_grad=True)

y = A @ v
print(y, y.shape)
loss = (y**2).sum()
loss.backward()

print('A.grad', A.grad)      # outer product of 2*y and v
print(torch.outer(2*y, v))
print('v.grad', v.grad)      # A.T @ 2y
print(A.T @ (2*y))
