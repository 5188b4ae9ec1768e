import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2
print(y.detach().numpy())
print(x.data.numpy(), x.tolist())
y.numpy()
