import torch
import torch.nn.functional as F
labels = torch.tensor([0, 2, 1])
print(F.one_hot(labels))
print(F.one_hot(labels, num_classes=4).float())
onehot = torch.zeros(3, 3)
onehot.scatter_(1, labels.unsqueeze(1), 1.)
print(onehot)
print(torch.eye(3)[labels])
