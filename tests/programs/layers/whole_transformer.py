import torch
from torch import nn

torch.manual_seed(1)
model = nn.Transformer(
    d_model=4, nhead=2, num_encoder_layers=1, num_decoder_layers=1, dim_feedforward=6, dropout=0.0,
    batch_first=True,
)
src, tgt = torch.randn(2, 5, 4), torch.randn(2, 3, 4)
mask = nn.Transformer.generate_square_subsequent_mask(3)
padding = torch.tensor([[False] * 5, [False, False, False, True, True]])
out = model(src, tgt, tgt_mask=mask, src_key_padding_mask=padding)
print(out)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
wanted = torch.randn(2, 3, 4)
for step in range(3):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(src, tgt, tgt_mask=mask), wanted)
    loss.backward()
    optimizer.step()
    print(step, f"{loss.item():.4f}")
try:
    model(src, tgt[:1])
except RuntimeError as error:
    print(error)
