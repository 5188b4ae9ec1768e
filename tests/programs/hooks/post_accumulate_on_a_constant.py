import torch
a = torch.tensor([2.0, 3.5], requires_grad=True)
y = a * 2
a.register_post_accumulate_grad_hook(lambda t: print(t.requires_grad, t.grad))
a.requires_grad_(False)
y.sum().backward()
