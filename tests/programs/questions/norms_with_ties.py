import torch
x = torch.tensor([3., -3., 1.], requires_grad=True)
for p in (1, 2, float('inf'), 3):
    x.grad = None
    torch.norm(x, p).backward()
    print(p, x.grad)
