import torch

def check(t):
    if not torch.is_tensor(t):
        return 'not a tensor'
    if t.requires_grad:
        return 'needs grad'
    return

print(check(1.0))
print(check(torch.ones(1, requires_grad=True)))
print(check(torch.ones(1)))
