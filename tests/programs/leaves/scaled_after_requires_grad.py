import torch

# initialise small weights ... and lose the leaf
w = torch.ones(2, 2, requires_grad=True) * 0.01
x = torch.tensor([[1., 2.]])
loss = (x @ w).sum()
loss.backward()
print(w.is_leaf)
print(w.grad)
