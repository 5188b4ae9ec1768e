# A backward pass gives up what mul kept for it. A second one through the same graph fails, unless
# the first was told to retain the graph.
import torch

x = torch.tensor(3.0, requires_grad=True)

y = x * x
y.backward(retain_graph=True)
y.backward()
print("x.grad =", x.grad)
y.backward()
