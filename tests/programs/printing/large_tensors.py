import torch
print(torch.arange(2000))
print(torch.zeros(40, 40))
x = torch.arange(1200.).reshape(3, 400)
print(x)
