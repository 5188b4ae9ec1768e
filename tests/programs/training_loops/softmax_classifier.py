import torch
import torch.nn.functional as F

X = torch.tensor([[1., 0.], [0., 1.], [-1., -1.], [0.9, 0.1], [0.1, 0.8]])
Y = torch.tensor([0, 1, 2, 0, 1])
W = torch.zeros(2, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)

for k in range(30):
    logits = X @ W + b
    loss = F.cross_entropy(logits, Y)
    W.grad = b.grad = None
    loss.backward()
    for p in (W, b):
        p.data += -0.5 * p.grad
print(f'{loss.item():.4f}')
print(logits.argmax(1))
