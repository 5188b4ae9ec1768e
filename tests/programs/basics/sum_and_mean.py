import torch

x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)

s = x.sum()
s.backward()
print("grad of sum:")
print(x.grad)

x.grad = None
m = x.mean()
m.backward()
print("grad of mean:")
print(x.grad)

x.grad = None
x.sum(dim=0)[1].backward()
print("grad of one column's sum:")
print(x.grad)
