import torch

# https://discuss.pytorch.org style question: why is w.grad None?
w = torch.ones(3, requires_grad=True).to(torch.float64)
print(w.is_leaf, w)
(w * 2).sum().backward()
print(w.grad)

# better: set requires_grad at the end
w2 = torch.ones(3).to(torch.float64).requires_grad_()
print(w2.is_leaf)
(w2 * 2).sum().backward()
print(w2.grad)
