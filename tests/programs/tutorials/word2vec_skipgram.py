import torch
import torch.nn as nn
import torch.nn.functional as F
from collections import Counter

corpus = "the quick brown fox jumps over the lazy dog".split()
counts = Counter(corpus)
vocab = sorted(counts, key=lambda w: (-counts[w], w))
word_to_ix = {word: i for i, word in enumerate(vocab)}
print(counts.most_common(1), word_to_ix)
window = 1
pairs = [(word_to_ix[corpus[i]], word_to_ix[corpus[j]])
         for i in range(len(corpus))
         for j in range(max(0, i - window), min(len(corpus), i + window + 1)) if i != j]
print(len(pairs), pairs[:4])

class SkipGram(nn.Module):
    def __init__(self, vocab_size, dim):
        super().__init__()
        self.u = nn.Embedding(vocab_size, dim, sparse=False)
        self.v = nn.Embedding(vocab_size, dim)
        initrange = 0.5 / dim
        self.u.weight.data.uniform_(-initrange, initrange)
        self.v.weight.data.uniform_(-0, 0)

    def forward(self, center, context, negatives):
        u = self.u(center)
        score = (u * self.v(context)).sum(dim=1)
        neg = torch.bmm(self.v(negatives), u.unsqueeze(2)).squeeze(2)
        return -(F.logsigmoid(score) + F.logsigmoid(-neg).sum(1)).mean()

torch.manual_seed(0)
model = SkipGram(len(vocab), 2)
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
weights = torch.tensor([counts[w] for w in vocab], dtype=torch.float).pow(0.75)
centers = torch.tensor([p[0] for p in pairs])
contexts = torch.tensor([p[1] for p in pairs])
for epoch in range(3):
    negatives = torch.multinomial(weights, len(pairs) * 2, replacement=True).view(-1, 2)
    loss = model(centers, contexts, negatives)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f'epoch {epoch}: {loss.item():.4f}')
similar = F.cosine_similarity(model.u.weight[0:1], model.u.weight, dim=1)
print(similar.shape, similar[0].item() > 0.999)
