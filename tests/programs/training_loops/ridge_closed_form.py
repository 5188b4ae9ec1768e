import torch
X = torch.tensor([[1., 1.], [1., 2.], [1., 3.], [1., 4.]])
y = torch.tensor([2.1, 3.9, 6.2, 7.8])
w = torch.zeros(2, requires_grad=True)
for _ in range(500):
    loss = ((X @ w - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
        w.grad.zero_()
print('gradient descent', [round(v, 2) for v in w.tolist()])
print('normal equations', [round(v, 2) for v in torch.linalg.solve(X.T @ X, X.T @ y).tolist()])
