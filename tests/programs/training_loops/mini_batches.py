import torch
X = torch.arange(10.).unsqueeze(1)
Y = 3 * X - 2
w = torch.zeros(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
batch_size = 4
for epoch in range(2):
    total = 0.0
    for i in range(0, X.shape[0], batch_size):
        xb, yb = X[i:i+batch_size], Y[i:i+batch_size]
        loss = ((xb @ w + b - yb) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            for p in [w, b]:
                p -= 0.005 * p.grad
                p.grad.zero_()
        total += loss.item() * len(xb)
    print(f"epoch {epoch}  mean loss {total / len(X):.3f}")
