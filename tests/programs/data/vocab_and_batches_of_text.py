import torch
from collections import Counter
text = """We are about to study the idea of a computational process.
Computational processes are abstract beings that inhabit computers.
People create programs to direct processes.""".lower().replace('.', '').split()
CONTEXT_SIZE = 2
counts = Counter(text)
vocab = sorted(set(text), key=lambda w: (-counts[w], w))
word_to_ix = {word: i for i, word in enumerate(vocab)}
data = []
for i in range(CONTEXT_SIZE, len(text) - CONTEXT_SIZE):
    context = text[i - CONTEXT_SIZE:i] + text[i + 1:i + CONTEXT_SIZE + 1]
    data.append((context, text[i]))
print(data[:2], len(vocab), vocab[:4])

class CBOW(torch.nn.Module):
    def __init__(self, vocab_size, dim):
        super().__init__()
        self.embeddings = torch.nn.Embedding(vocab_size, dim)
        self.linear = torch.nn.Linear(dim, vocab_size)
    def forward(self, inputs):
        return torch.log_softmax(self.linear(self.embeddings(inputs).sum(0, keepdim=True)), dim=-1)

torch.manual_seed(0)
model = CBOW(len(vocab), 4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
losses = []
for epoch in range(4):
    total_loss = 0
    for context, target in data:
        idx = torch.tensor([word_to_ix[w] for w in context], dtype=torch.long)
        loss = torch.nn.functional.nll_loss(model(idx), torch.tensor([word_to_ix[target]]))
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        total_loss += loss.item()
    losses.append(round(total_loss, 3))
print(losses)
print(losses[-1] < losses[0])
