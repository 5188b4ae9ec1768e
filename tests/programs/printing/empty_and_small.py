import torch
print(torch.zeros(0), torch.zeros(2, 0), torch.tensor([[]]))
print(torch.zeros(1, 1, 1), torch.tensor([[[]]]).shape)
print(torch.tensor([-0.0, 0.0]), torch.tensor(-0.0))
print(torch.tensor([1e-45, 1e-38]), torch.tensor([1., 1e-3]))
print(torch.tensor([0.1 + 0.2], dtype=torch.float64), torch.tensor([1/3, 100.], dtype=torch.float64))
print(torch.tensor([10000.5]), torch.tensor([-1, 100, 2]), torch.tensor([True]))
