import torch
x = torch.tensor([1000., 1001.], requires_grad=True)
bad = torch.exp(x) / torch.exp(x).sum()
print(bad)
good = torch.exp(x - x.max()) / torch.exp(x - x.max()).sum()
print(good, torch.softmax(x, 0))
good[0].backward()
print(x.grad)
