import torch
# h_t = tanh(W_hh h_{t-1} + W_xh x_t)
W_hh = torch.tensor([[0.5, -0.1], [0.2, 0.3]], requires_grad=True)
W_xh = torch.tensor([[1.0], [-1.0]], requires_grad=True)
h = torch.zeros(2, 1)
seq = [torch.tensor([[v]]) for v in (0.5, -0.2, 1.0)]
outputs = []
for x_t in seq:
    h = torch.tanh(W_hh.mm(h) + W_xh.mm(x_t))
    outputs.append(h)
loss = torch.cat(outputs, dim=1).pow(2).sum()
loss.backward()
print(loss)
print(W_hh.grad)
print(W_xh.grad)
