import warnings
import torch
x = torch.tensor([1e-9])
if x.min() < 1e-8:
    warnings.warn('values are tiny')
print(x)
