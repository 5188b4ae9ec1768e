import torch
w = torch.tensor(3.0, requires_grad=True)
a = float(w)
b = float(w * 2)          # no second warning
c = torch.tensor([w, w])
print(a, b, c)
