import torch
import torch.nn.functional as F
words = 'the cat sat on the mat'.split()
vocab = {w: i for i, w in enumerate(dict.fromkeys(words))}
E = torch.eye(len(vocab), 3).requires_grad_()
ids = [vocab[w] for w in words]
loss = 0
for a, b in zip(ids[:-1], ids[1:]):
    scores = E @ E[a]
    loss = loss + F.cross_entropy(scores.unsqueeze(0), torch.tensor([b]))
loss = loss / (len(ids) - 1)
loss.backward()
print(vocab)
print(f'{loss.item():.4f}')
print(E.grad)
