# Fit y = 2 * x by gradient descent. The update is not part of the graph: it runs under no_grad().
import torch

x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([2.0, 4.0, 6.0])
w = torch.tensor(0.0, requires_grad=True)

for epoch in range(5):
    loss = ((w * x - y) ** 2).mean()
    loss.backward()
    print(f"epoch {epoch}: w = {w.item():.3f}, loss = {loss.item():.4f}")
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
