import torch
x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x[[0, 1]].sum()
y.backward()
try:
    y.backward()
except RuntimeError as e:
    print(e)
i = torch.tensor([0, 1])
y = x[i].sum()
w = x * 1
w[i] = torch.tensor([5.0, 6.0])
i += 1
mask = torch.tensor([True, False, True])
m = x[mask].sum()
f = x.masked_fill(mask, 0.0).sum()
mask.logical_not_()
for result in [y, w.sum(), m, f]:
    try:
        result.backward()
    except RuntimeError as e:
        print(e)
print(x.grad)
