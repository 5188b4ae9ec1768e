import torch
w = torch.tensor([1., 2.], requires_grad=True)
l1 = (w ** 2).sum()
l2 = w.abs().sum()
g1, = torch.autograd.grad(l1, w)
g2, = torch.autograd.grad(l2, w)
print(g1 + 0.1 * g2)
cos = torch.dot(g1, g2) / (g1.norm() * g2.norm())
print('cosine between the gradients: {:.4f}'.format(cos.item()))
