import torch
calls = []
x = torch.tensor(2., requires_grad=True)
y = x * x
y.register_hook(lambda g: calls.append(g.item()))
z = y + y * 3      # y is used twice, the hook sees the sum, once
z.backward()
print(calls, len(calls))
