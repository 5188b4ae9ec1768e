import torch
import torch.nn.functional as F
table = torch.tensor([[1., 2.], [3., 4.], [5., 6.]], requires_grad=True)
words = torch.tensor([2, 0, 2])
vecs = F.embedding(words, table)
print(vecs)
vecs.sum().backward()
print(table.grad)
