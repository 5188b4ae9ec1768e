import torch
x = torch.tensor([1., 2.])
try:
    x.item()
except RuntimeError as e:
    print(e)
try:
    float(x)
except (ValueError, TypeError, RuntimeError) as e:
    print(type(e).__name__, e)
bool(x)
