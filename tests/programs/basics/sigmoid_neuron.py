import torch

inputs = torch.tensor([0.5, -1.2, 3.0])
weights = torch.tensor([0.1, 0.4, -0.2], requires_grad=True)
bias = torch.tensor(0.3, requires_grad=True)
target = torch.tensor(1.0)

z = torch.dot(inputs, weights) + bias
a = torch.sigmoid(z)
loss = (a - target) ** 2

print("z =", z.item())
print("a =", a.item())
print("loss =", loss.item())
loss.backward()
print("dL/dw =", weights.grad)
print("dL/db =", bias.grad)

# by hand
dz = 2 * (a - target) * a * (1 - a)
print("by hand:", (dz * inputs).detach(), dz.detach())
