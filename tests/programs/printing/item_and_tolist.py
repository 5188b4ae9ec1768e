import torch
print(torch.tensor(0.1).item())
print(torch.tensor(0.1, dtype=torch.float64).item())
print(torch.tensor([0.1, 0.25]).tolist())
print(torch.tensor([[1, 2], [3, 4]]).tolist())
print(torch.tensor(3).item(), torch.tensor(True).item())
print(torch.tensor(1e20).item(), torch.tensor(float('inf')).item())
print(torch.tensor(16777217.).item())
print(torch.tensor(2.5).tolist(), type(torch.tensor(2.5).tolist()))
