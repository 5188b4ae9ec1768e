import torch
print(torch.tensor(1).dtype, torch.tensor(1.).dtype, torch.tensor([True]).dtype)
print(torch.ones(2).dtype, torch.arange(3).dtype, torch.arange(3.).dtype)
print(torch.arange(0, 1, 0.25).dtype, torch.linspace(0, 1, 3).dtype)
print(torch.full((2,), 3).dtype, torch.full((2,), 3.).dtype, torch.eye(2).dtype)
print(torch.Tensor([1, 2]).dtype)
print(torch.get_default_dtype())
torch.set_default_dtype(torch.float64)
print(torch.tensor(1.).dtype, torch.ones(2))
