import torch
# x is bound anew, the gradient is with the old x
x = torch.tensor([1., 2.], requires_grad=True)
x = x * 2
loss = x.sum()
loss.backward()
print(x.grad)
