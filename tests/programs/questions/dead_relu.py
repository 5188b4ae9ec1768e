import torch
w = torch.tensor([-1., -2.], requires_grad=True)
b = torch.tensor(-0.5, requires_grad=True)
for x in (torch.tensor([1., 1.]), torch.tensor([0.5, 2.])):
    loss = (torch.relu(w @ x + b) - 1) ** 2
    loss.backward()
    print(loss.item(), w.grad, b.grad)
