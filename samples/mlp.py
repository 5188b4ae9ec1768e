# Two layers by hand: a forward pass, the mean squared error, and the gradient of every weight.
import torch

x = torch.tensor([[1.0, 2.0], [3.0, -1.0]])
y = torch.tensor([[1.0], [0.0]])
W1 = torch.tensor([[0.5, -0.2, 0.1], [0.3, 0.8, -0.5]], requires_grad=True)
b1 = torch.zeros(3, requires_grad=True)
W2 = torch.tensor([[0.7], [-0.4], [0.2]], requires_grad=True)
b2 = torch.zeros(1, requires_grad=True)

h = torch.relu(x @ W1 + b1)
p = h @ W2 + b2
loss = ((p - y) ** 2).mean()
loss.backward()

print("loss =", loss.item())
print("W1.grad =", W1.grad)
