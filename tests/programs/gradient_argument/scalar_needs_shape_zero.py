import torch

x = torch.tensor(4.0, requires_grad=True)
y = x.sqrt()
y.backward(torch.tensor(1.0))
print(x.grad)

x.grad = None
y = x.sqrt()
y.backward(torch.tensor([1.0]))    # [1] is not []
