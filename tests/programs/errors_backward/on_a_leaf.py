import torch
x = torch.tensor(5., requires_grad=True)
x.backward()
print(x.grad)
x.backward()
print(x.grad)
