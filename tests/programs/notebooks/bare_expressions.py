import torch

x = torch.ones(2, 2, requires_grad=True)
x
y = x + 2
y
y.grad_fn
"a string as a comment"
x.shape, y.shape
torch.manual_seed(0)
z = (y * y * 3).mean()
z.backward()
x.grad
print(x.grad)
