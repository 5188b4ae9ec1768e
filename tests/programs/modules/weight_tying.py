import torch
import torch.nn as nn

class TiedLM(nn.Module):
    def __init__(self, vocab, dim):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.decoder = nn.Linear(dim, vocab, bias=False)
        self.decoder.weight = self.embed.weight   # tie
    def forward(self, idx):
        return self.decoder(self.embed(idx))

torch.manual_seed(0)
m = TiedLM(5, 3)
print(m.decoder.weight is m.embed.weight, len(list(m.parameters())))
print([n for n, _ in m.named_parameters()], list(m.state_dict()))
logits = m(torch.tensor([0, 2]))
loss = nn.functional.cross_entropy(logits, torch.tensor([2, 0]))
loss.backward()
print(loss)
print(m.embed.weight.grad)
opt = torch.optim.SGD(m.parameters(), lr=1.0)
opt.step()
print(torch.equal(m.decoder.weight, m.embed.weight))
