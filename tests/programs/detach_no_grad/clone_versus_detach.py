import torch
x = torch.tensor([1., 2.], requires_grad=True)
a = x.clone()
b = x.detach()
c = x.clone().detach()
d = x.detach().clone()
print(a.requires_grad, b.requires_grad, c.requires_grad, d.requires_grad)
with torch.no_grad():
    x[0] = 7.
print(a, b, c, d, sep='\n')
