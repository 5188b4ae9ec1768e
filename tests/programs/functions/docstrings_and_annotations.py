import torch
from torch import Tensor

def mse(pred: Tensor, target: Tensor) -> Tensor:
    """Mean squared error.

    Both tensors have the same shape.
    """
    diff: Tensor = pred - target
    return (diff * diff).mean()

lr: float = 0.1
p = torch.tensor([1., 2.], requires_grad=True)
mse(p, torch.zeros(2)).backward()
print(p.grad * lr)
