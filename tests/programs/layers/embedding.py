import torch
import torch.nn as nn

torch.manual_seed(1)
word_to_ix = {"hello": 0, "world": 1, "<pad>": 2}
embeds = nn.Embedding(3, 2)  # 3 words in vocab, 2 dimensional embeddings
lookup_tensor = torch.tensor([word_to_ix["hello"]], dtype=torch.long)
hello_embed = embeds(lookup_tensor)
print(hello_embed)
print(embeds.weight)

pad = nn.Embedding(4, 2, padding_idx=0)
print(pad.weight, pad)
idx = torch.tensor([[1, 2, 1], [3, 0, 0]])
out = pad(idx)
print(out.shape)
out.sum().backward()
print(pad.weight.grad)
frozen = nn.Embedding.from_pretrained(torch.eye(3))
print(frozen(torch.tensor([2])), frozen.weight.requires_grad)
embeds(torch.tensor([3]))   # IndexError: out of range
