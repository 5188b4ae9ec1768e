import torch
x = torch.tensor([2., 2., 2.], requires_grad=True)
x.std().backward()
print(x.grad)
x.grad = None
x.var().backward()
print(x.grad)
x.grad = None
x.std(unbiased=False).backward()
print(x.grad)
