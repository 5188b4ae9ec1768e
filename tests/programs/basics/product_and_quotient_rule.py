import torch
x = torch.tensor(2., requires_grad=True)

# product rule
u = x**2
v = torch.log(x)
(u*v).backward()
print(x.grad, 2*x*torch.log(x) + x)

# quotient rule
x.grad.zero_()
(torch.sin(x)/x).backward()
print(x.grad, (x*torch.cos(x) - torch.sin(x))/x**2)
