import torch

X = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
y = torch.tensor([[0.], [1.], [1.], [0.]])

W1 = torch.tensor([[1.0, -1.0], [-0.8, 1.2]], requires_grad=True)
b1 = torch.tensor([0.1, -0.1], requires_grad=True)
W2 = torch.tensor([[0.9], [1.1]], requires_grad=True)
b2 = torch.zeros(1, requires_grad=True)
params = [W1, b1, W2, b2]

lr = 0.5
for epoch in range(50):
    h = torch.tanh(X @ W1 + b1)
    out = torch.sigmoid(h @ W2 + b2)
    loss = -(y * torch.log(out) + (1 - y) * torch.log(1 - out)).mean()
    for p in params:
        p.grad = None
    loss.backward()
    with torch.no_grad():
        for p in params:
            p -= lr * p.grad
    if epoch % 10 == 0:
        print('epoch %2d  loss %.4f' % (epoch, loss.item()))

print((out > 0.5).int().flatten().tolist())
