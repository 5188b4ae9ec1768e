import torch

# freezing
w1 = torch.tensor(2., requires_grad=True)
w2 = torch.tensor(3., requires_grad=True)
w1.requires_grad = False
out = w1 * w2
out.backward()
print(w1.grad, w2.grad)

# and on again
w1.requires_grad_(True)
out = w1 * w2
out.backward()
print(w1.grad, w2.grad)
