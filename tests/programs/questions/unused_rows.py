import torch
emb = torch.ones(4, 2, requires_grad=True)
out = emb[[1, 1, 3]].sum()
out.backward()
print(emb.grad)     # zero rows for 0 and 2
