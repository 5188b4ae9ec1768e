import torch
w = torch.tensor([0.1, -5., 30.], requires_grad=True)
w.register_hook(lambda g: torch.clamp(g, -1, 1))
loss = (w ** 2).sum()
loss.backward()
print(w.grad)
