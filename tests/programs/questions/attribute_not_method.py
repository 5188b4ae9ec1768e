import torch
x = torch.tensor([[1., 2.]], requires_grad=True)
print(x.shape[1])
print(x.shape())
