import torch

# h[t] depends on h[t-1], all in one tensor
x = torch.tensor(0.5, requires_grad=True)
h = torch.zeros(4)
h[0] = 1.
for t in range(1, 4):
    h[t] = torch.tanh(h[t-1] * x)
print(h)
h[-1].backward()
