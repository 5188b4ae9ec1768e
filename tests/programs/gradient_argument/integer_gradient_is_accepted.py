import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * x
y.backward(torch.tensor([1, 10]))
print(x.grad, x.grad.dtype)

# a gradient of another float type, too
x.grad = None
y = x * x
y.backward(torch.tensor([1, 10], dtype=torch.float64))
print(x.grad, x.grad.dtype)
