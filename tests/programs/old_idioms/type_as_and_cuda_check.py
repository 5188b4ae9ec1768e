import torch
use_cuda = torch.cuda.is_available() and False
x = torch.arange(3).type(torch.FloatTensor)
if use_cuda:
    x = x.cuda()
y = torch.ones(3).double().type_as(x)
print(x.cpu() + y, y.type())
