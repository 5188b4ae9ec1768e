import torch

x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
w = torch.tensor([0.3, -0.8], requires_grad=True)
out = torch.tanh(x @ w)
grads = torch.autograd.grad(outputs=out, inputs=x, grad_outputs=torch.ones_like(out),
                            create_graph=True, retain_graph=True)[0]
penalty = ((grads.norm(2, dim=1) - 1) ** 2).mean()
print(penalty)
penalty.backward()
print(w.grad)
