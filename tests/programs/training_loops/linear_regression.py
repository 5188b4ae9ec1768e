import torch

# y = 2x + 1
X = torch.tensor([0., 1., 2., 3., 4.])
Y = 2 * X + 1

w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
learning_rate = 0.05

for epoch in range(100):
    y_pred = w * X + b
    loss = ((y_pred - Y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= learning_rate * w.grad
        b -= learning_rate * b.grad
    w.grad.zero_()
    b.grad.zero_()
    if epoch % 20 == 0:
        print(f'epoch {epoch+1}: w = {w:.3f}, b = {b:.3f}, loss = {loss:.5f}')

print(f'Prediction after training: f(5) = {(w * 5 + b).item():.3f}')
