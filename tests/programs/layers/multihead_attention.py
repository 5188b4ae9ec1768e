import torch
import torch.nn as nn

torch.manual_seed(0)
mha = nn.MultiheadAttention(embed_dim=4, num_heads=2, batch_first=True)
print(mha)
x = torch.randn(1, 3, 4, requires_grad=True)
out, weights = mha(x, x, x)
print(out)
print(weights)
mask = torch.triu(torch.ones(3, 3, dtype=torch.bool), diagonal=1)
out, weights = mha(x, x, x, attn_mask=mask)
print(weights)
out.sum().backward()
print(x.grad)
print(mha.in_proj_weight.shape, mha.in_proj_weight.grad.abs().sum(), mha.out_proj.bias.grad)
out, none = mha(x, x, x, need_weights=False)
print(out, none)
