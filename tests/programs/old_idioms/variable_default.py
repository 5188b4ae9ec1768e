from torch.autograd import Variable
import torch
v = Variable(torch.Tensor([1, 2]))
print(v.requires_grad, v)
w = Variable(v.data, requires_grad=True)
(w * v).sum().backward()
print(w.grad.data)
