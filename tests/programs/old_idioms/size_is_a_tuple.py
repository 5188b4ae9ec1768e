import torch
x = torch.zeros(5, 3)
print(x.size())
n, d = x.size()
print(n, d, x.size()[0], x.view(-1, 5).size(), x.view(15).size())
y = x.view(x.size(0), -1)
print(y.size() == x.size())
