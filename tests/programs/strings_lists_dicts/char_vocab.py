import torch
text = 'hello'
chars = sorted(set(text))
stoi = {c: i for i, c in enumerate(chars)}
itos = {i: c for c, i in stoi.items()}
encode = lambda s: [stoi[c] for c in s]
ids = torch.tensor(encode(text))
print(chars, ids)
counts = torch.zeros(len(chars), len(chars))
for a, b in zip(text, text[1:]):
    counts[stoi[a], stoi[b]] += 1
print(counts)
print(''.join(itos[i.item()] for i in ids))
