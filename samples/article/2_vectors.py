# The same with vectors: F has two elements now, and backward() does not know which of them to
# differentiate. It fails.
import torch

a = torch.tensor([10.0, 10.0], requires_grad=True)
b = torch.tensor([20.0, 20.0], requires_grad=True)

F = a * b
F.backward()
