import torch
x = torch.tensor(10.0, requires_grad=True)
lr = 0.1
it = 0
while True:
    it += 1
    y = (x - 3) ** 2
    y.backward()
    with torch.no_grad():
        x -= lr * x.grad
    x.grad.zero_()
    if it % 5 != 0:
        continue
    print(it, x.item())
    if abs(x.item() - 3) < 0.1:
        break
print('stopped after', it)
