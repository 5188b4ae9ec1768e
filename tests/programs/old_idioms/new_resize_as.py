import torch
data = torch.tensor([1., 2., 3.])
buf = data.new().resize_as_(data).fill_(0)
buf.copy_(data).mul_(2)
print(buf)
buf = data.new(2, 2).zero_()
print(buf.size(), buf.type())
