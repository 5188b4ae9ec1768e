import torch
device = torch.device('cpu')
dtype = torch.float32
torch.manual_seed(42)
x = torch.ones(2, 3, device=device, dtype=dtype)
w = torch.ones(3, 1, device='cpu', requires_grad=True)
y = x.to(device) @ w.to(device)
y.sum().backward()
print(device, x.device, w.grad.device.type, w.is_leaf)
print(w.grad, x.is_cuda)
