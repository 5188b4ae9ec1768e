import torch
print(torch.finfo(torch.float32).eps, torch.finfo(torch.float32).max)
print(torch.finfo(torch.float64).eps, torch.iinfo(torch.int32).max)
print(torch.tensor([200], dtype=torch.uint8) + 100)
print(torch.tensor(2147483647, dtype=torch.int32) + 1)
