import torch
a = torch.tensor([1., 2.])
b = torch.tensor([1., 2.])
c = a
print(a is b, a is c, (a == b).all().item(), id(a) == id(c), id(a) == id(b))
print(a.data is a, a.detach() is a, a.requires_grad_() is a)
grads = [None, torch.zeros(1)]
print(grads[0] is None, grads[1] is not None)
