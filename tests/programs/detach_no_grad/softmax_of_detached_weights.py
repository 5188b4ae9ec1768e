import torch
scores = torch.tensor([0.1, 0.2, 0.7], requires_grad=True)
values = torch.tensor([1., 2., 3.], requires_grad=True)
weights = torch.softmax(scores, 0)
(weights.detach() * values).sum().backward()
print(scores.grad, values.grad)
