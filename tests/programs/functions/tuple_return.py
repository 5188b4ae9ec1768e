import torch

def forward(x, params):
    w, b = params
    h = x * w
    return h, h + b

w = torch.tensor(2., requires_grad=True)
b = torch.tensor(1., requires_grad=True)
hidden, out = forward(torch.tensor(3.), (w, b))
out.backward()
print(hidden, out)
print(w.grad, b.grad)
