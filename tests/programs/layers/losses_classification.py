import torch
import torch.nn as nn
import torch.nn.functional as F
logits = torch.tensor([[2., 0.5, -1.], [0.1, 0.2, 0.3]], requires_grad=True)
target = torch.tensor([0, 2])
ce = nn.CrossEntropyLoss()
nll = nn.NLLLoss()
print(ce(logits, target), nll(F.log_softmax(logits, dim=1), target))
ce(logits, target).backward()
print(logits.grad)
print((F.softmax(logits, 1) - F.one_hot(target, 3)) / 2)
print(nn.CrossEntropyLoss(label_smoothing=0.1)(logits, target))
print(nn.CrossEntropyLoss(weight=torch.tensor([1., 2., 3.]))(logits, target))
print(nn.CrossEntropyLoss(ignore_index=2)(logits, target))
print(ce(logits, torch.tensor([[0.7, 0.2, 0.1], [0., 0., 1.]])))
kl = nn.KLDivLoss(reduction='batchmean')
q = torch.tensor([[0.7, 0.2, 0.1], [0.3, 0.3, 0.4]])
loss = kl(F.log_softmax(logits, dim=1), q)
print(loss)
logits.grad = None
loss.backward()
print(logits.grad)
print(nn.KLDivLoss()(F.log_softmax(logits, dim=1), q))    # warns: reduction 'mean'
