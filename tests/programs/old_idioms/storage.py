import torch
x = torch.tensor([1., 2.])
s = x.storage()
print(len(s), s[0])
