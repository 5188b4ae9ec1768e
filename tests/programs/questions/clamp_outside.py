import torch
x = torch.tensor([-3., 0.5, 3.], requires_grad=True)
y = torch.clamp(x, 0, 1)
loss = ((y - 2) ** 2).sum()
loss.backward()
print(x.grad)
