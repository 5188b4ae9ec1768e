# What is called after a gradient has been added must give nothing.
import torch

a = torch.tensor([1.0, 2.0], requires_grad=True)
a.register_post_accumulate_grad_hook(lambda q: q.grad)
a.register_post_accumulate_grad_hook(lambda q: print(q, q.grad))
try:
    a.sum().backward()
except RuntimeError as e:
    print(e, a.grad)
b = torch.tensor([1.0], requires_grad=True)
b.register_post_accumulate_grad_hook(lambda q: 1.0)
b.sum().backward()
