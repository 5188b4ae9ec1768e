import torch
x = torch.tensor([[1., 2.], [3., 4.]])
w = torch.tensor([1., 1.], requires_grad=True)
out = x @ w
x.sub_(1)                # x was saved for the gradient of w
out.sum().backward()
