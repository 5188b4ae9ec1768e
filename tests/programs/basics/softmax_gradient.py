import torch
import torch.nn.functional as F

logits = torch.tensor([2.0, 1.0, 0.1], requires_grad=True)
p = F.softmax(logits, dim=0)
print(p, p.sum())

# gradient of one probability with respect to all logits
p[0].backward()
print(logits.grad)
with torch.no_grad():
    onehot = torch.tensor([1., 0., 0.])
    print(p[0] * (onehot - p))
