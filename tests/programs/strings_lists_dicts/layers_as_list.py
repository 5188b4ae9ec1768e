import torch
# weights of a net in a plain list
sizes = [2, 3, 1]
weights = []
for n_in, n_out in zip(sizes[:-1], sizes[1:]):
    W = torch.arange(float(n_in * n_out)).reshape(n_in, n_out) / 10
    W.requires_grad_()
    weights.append(W)
h = torch.tensor([[1., -1.]])
for i, W in enumerate(weights):
    h = h @ W
    if i < len(weights) - 1:
        h = torch.tanh(h)
h.sum().backward()
for i, W in enumerate(weights):
    print(f'layer {i}: {tuple(W.shape)}\n{W.grad}')
