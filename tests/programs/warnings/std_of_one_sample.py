import torch
x = torch.tensor([3.], requires_grad=True)
s = x.std()
print(s)
s.backward()
print(x.grad)
