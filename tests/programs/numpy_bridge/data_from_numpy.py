import numpy as np
import torch

x_train = np.array([[3.3], [4.4], [5.5]], dtype=np.float32)
y_train = np.array([[1.7], [2.76], [2.09]], dtype=np.float32)

x = torch.from_numpy(x_train)
y = torch.from_numpy(y_train)
w = torch.zeros(1, 1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
for epoch in range(3):
    out = x.mm(w) + b
    loss = ((out - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= 0.01 * w.grad
        b -= 0.01 * b.grad
        w.grad.zero_(); b.grad.zero_()
    print('Epoch [{}/{}], Loss: {:.4f}'.format(epoch+1, 3, loss.item()))
predicted = (x @ w + b).detach().numpy()
print(predicted.shape, predicted.dtype)
