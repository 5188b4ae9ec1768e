import torch
idx = torch.LongTensor([0, 2])
x = torch.FloatTensor([5, 6, 7])
print(x[idx], idx.type(), x.type())
print(x.type(torch.LongTensor), idx.float())
print(torch.FloatTensor(2, 3).zero_())
print(torch.Tensor(3).fill_(1), torch.Tensor([[1], [2]]))
print(torch.ByteTensor([1, 0]), torch.DoubleTensor([0.5]))
print(torch.IntTensor([1, 2]) + 1)
