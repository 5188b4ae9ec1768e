import torch

x = torch.tensor([[1., 2.], [-1., 0.5]])
y = torch.tensor([[1.], [0.]])
w1 = torch.tensor([[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]], requires_grad=True)
w2 = torch.tensor([[0.7], [-0.8], [0.9]], requires_grad=True)

h = x.mm(w1)
h_relu = h.clamp(min=0)
y_pred = h_relu.mm(w2)
loss = (y_pred - y).pow(2).sum()
loss.backward()

# backprop by hand
grad_y_pred = 2.0 * (y_pred - y)
grad_w2 = h_relu.t().mm(grad_y_pred)
grad_h_relu = grad_y_pred.mm(w2.t())
grad_h = grad_h_relu.clone()
grad_h[h < 0] = 0
grad_w1 = x.t().mm(grad_h)

print('w1', torch.allclose(w1.grad, grad_w1))
print('w2', torch.allclose(w2.grad, grad_w2))
print(w1.grad)
print(w2.grad)
