import torch

x = torch.tensor(0.5, requires_grad=True)
h = [torch.tensor(1.)]
for t in range(1, 4):
    h.append(torch.tanh(h[t-1] * x))
h = torch.stack(h)
print(h)
h[-1].backward()
print(x.grad)
