import torch
import torch.nn.functional as F

logits = torch.tensor([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], requires_grad=True)
labels = torch.tensor([2, 0])

loss = F.cross_entropy(logits, labels)
print(loss)
loss.backward()
print(logits.grad)

# softmax minus one-hot, divided by the batch size
probs = F.softmax(logits, dim=1).detach()
print((probs - F.one_hot(labels, num_classes=3)) / 2)
