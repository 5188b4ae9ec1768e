import torch

# N is batch size; D_in is input dimension; H is hidden dimension; D_out is output dimension.
N, D_in, H, D_out = 4, 3, 5, 2
x = torch.arange(float(N * D_in)).view(N, D_in) / 10
y = torch.ones(N, D_out)
w1 = (torch.arange(float(D_in * H)).view(D_in, H) / 20 - 0.3).requires_grad_()
w2 = (torch.arange(float(H * D_out)).view(H, D_out) / 20 - 0.2).requires_grad_()

learning_rate = 1e-2
for t in range(10):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    print(t, loss.item())
    loss.backward()
    with torch.no_grad():
        w1 -= learning_rate * w1.grad
        w2 -= learning_rate * w2.grad
        w1.grad.zero_()
        w2.grad.zero_()
