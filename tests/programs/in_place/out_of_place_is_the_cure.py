import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.sigmoid(x)
y = y + 1            # a new tensor: sigmoid's result is untouched
y.sum().backward()
print(x.grad)
