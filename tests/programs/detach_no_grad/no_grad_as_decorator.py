import torch

@torch.no_grad()
def predict(x, w):
    return x * w

w = torch.tensor(3., requires_grad=True)
out = predict(torch.tensor(2.), w)
print(out, out.requires_grad)
out.backward()
