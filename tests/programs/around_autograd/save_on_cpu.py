import torch
x = torch.ones(2, requires_grad=True)
with torch.autograd.graph.save_on_cpu():
    y = (x * x).exp()
y.sum().backward()
print(x.grad)
