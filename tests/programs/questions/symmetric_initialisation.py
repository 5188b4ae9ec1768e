import torch
W1 = torch.full((2, 2), 0.5, requires_grad=True)
W2 = torch.full((2, 1), 0.5, requires_grad=True)
x = torch.tensor([[1., -2.]])
loss = (torch.tanh(x @ W1) @ W2 - 1).pow(2).sum()
loss.backward()
print(W1.grad)        # both columns alike: the units never part
print(W2.grad)
