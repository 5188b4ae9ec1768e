import torch

a = torch.tensor([1., 2., 3.], requires_grad=True)
out = a.sigmoid()
c = out.detach()
c.zero_()              # out is changed, and sigmoid needs it
print(out)
out.sum().backward()
