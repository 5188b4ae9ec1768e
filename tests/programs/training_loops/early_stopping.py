import torch
w = torch.tensor(0.0, requires_grad=True)
best, patience, bad = float('inf'), 2, 0
for epoch in range(100):
    loss = (w - 1) ** 2
    val = abs(w.item() - 0.8)
    if val < best:
        best, bad = val, 0
    else:
        bad += 1
        if bad >= patience:
            print('stopped at', epoch)
            break
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad = None
print(f'best {best:.3f}')
