import torch
one = torch.tensor(1., requires_grad=True)
torch.acos(one).backward()
print(one.grad)
zero = torch.tensor(0., requires_grad=True)
(zero ** 0.5).backward()
print(zero.grad)
zero.grad = None
torch.log(zero).backward()
print(zero.grad)
y, x = torch.tensor(0., requires_grad=True), torch.tensor(0., requires_grad=True)
torch.atan2(y, x).backward()
print(y.grad, x.grad)
zero.grad = None
(zero ** 2).backward()
print(zero.grad)
