import torch
x = torch.tensor(1.)
print(isinstance(x, torch.Tensor), isinstance(1, int), isinstance(1., (int, float)))
print(type(x) == torch.Tensor, type(x).__name__, type([]).__name__)
print(torch.is_tensor(x), torch.is_tensor(1), callable(print))
print(hasattr(x, 'grad'), hasattr(x, 'nonsense'))
print(isinstance(True, int), isinstance(x.shape, tuple))
