import torch
# "RuntimeError: grad can be implicitly created only for scalar outputs" - forgot .mean()
pred = torch.tensor([0.2, -0.4], requires_grad=True)
target = torch.tensor([1., 0.])
loss = torch.nn.functional.mse_loss(pred, target, reduction='none')
print(loss)
loss.mean().backward(retain_graph=True)
print(pred.grad)
loss.backward()
