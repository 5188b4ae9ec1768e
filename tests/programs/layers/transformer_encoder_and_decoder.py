import torch
from torch import nn

torch.manual_seed(0)
layer = nn.TransformerEncoderLayer(d_model=4, nhead=2, dim_feedforward=8, batch_first=True)
x = torch.randn(2, 3, 4)
print(layer(x))  # in training its dropout draws
layer.eval()
print(layer(x))

encoder = nn.TransformerEncoder(
    nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, activation="gelu", norm_first=True),
    num_layers=2,
    norm=nn.LayerNorm(4),
)
print(encoder)
mask = nn.Transformer.generate_square_subsequent_mask(2)
print(mask)
out = encoder(x, mask=mask, is_causal=True)
(out * torch.arange(4.0)).sum().backward()
print(out.shape, encoder.layers[0].linear1.bias.grad)

decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 8, dropout=0.0), 1)
memory = torch.randn(5, 3, 4)
print(decoder(x, memory, tgt_mask=mask))
