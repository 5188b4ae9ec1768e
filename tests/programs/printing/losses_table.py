import torch
w = torch.tensor([2.0, -1.0], requires_grad=True)
print(f"{'step':>4} | {'loss':>10} | {'|grad|':>8}")
print('-' * 28)
for step in range(1, 4):
    loss = (w ** 4).sum()
    loss.backward()
    print(f"{step:>4} | {loss.item():>10.4f} | {w.grad.norm():>8.3f}")
    with torch.no_grad():
        w -= 0.02 * w.grad
        w.grad = None
