import torch
x = torch.tensor([1.7, -1.7, 0.])
print(x.int(), x.long(), x.bool(), x.double(), x.half())
print(x.to(torch.int64), x.type(torch.int32), x.type(torch.FloatTensor))
print(torch.tensor([0, 1, 2]).bool(), torch.tensor([3.9]).to(torch.uint8))
print(x.type_as(torch.tensor([1])))
print(torch.tensor([1.5]).int().dtype)
