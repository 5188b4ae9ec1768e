import torch
x = torch.tensor([1., 2.], requires_grad=True)
y, z = x.sum(), (x * x).sum()
print(torch.autograd.grad([y, z], x))
u = x * 3    # a vector needs its own grad_outputs
print(torch.autograd.grad(outputs=[u], inputs=[x], grad_outputs=[torch.tensor([1., 0.])]))
