import torch
params = torch.tensor([1., 2., 3., 4.], requires_grad=True)
W = params[:2].view(1, 2)
b = params[2:]
loss = (W * 2).sum() + (b * 3).sum()
loss.backward()
print(params.grad)
print(W.grad, b.grad)
