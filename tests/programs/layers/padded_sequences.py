import torch
from torch.nn.utils.rnn import pad_sequence

words = [torch.tensor([1, 2, 3]), torch.tensor([4]), torch.tensor([5, 6])]
print(pad_sequence(words, batch_first=True))
print(pad_sequence(words))
a = torch.ones(3, 2, requires_grad=True)
batch = pad_sequence([a, a[:1] * 2], batch_first=True, padding_value=-1.0)
print(batch)
batch.sum().backward()
print(a.grad)
