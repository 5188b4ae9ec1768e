import torch
import torch.nn.functional as F
x = torch.tensor([[2., 0., -1.], [0., 3., 0.], [1., 1., 1.]], requires_grad=True)
y = torch.tensor([0, 1, 2])
print(F.cross_entropy(x, y), F.nll_loss(F.log_softmax(x, 1), y))
print(F.cross_entropy(x, y, reduction='sum'), F.cross_entropy(x, y, reduction='none'))
print(F.cross_entropy(x, y, weight=torch.tensor([1., 2., 3.])))
print(F.cross_entropy(x, torch.tensor([0, -100, 2])), F.cross_entropy(x, y, label_smoothing=0.1))
probs = torch.tensor([[0.9, 0.1, 0.], [0., 1., 0.], [0.2, 0.3, 0.5]])
loss = F.cross_entropy(x, probs)
loss.backward()
print(loss, x.grad)
