import torch
x = torch.ones(2, requires_grad=True)
print(x.float() is x, x.to(torch.float32) is x, x.contiguous() is x, x.cpu() is x)
print(x.float().is_leaf)
print(x.double() is x, x.double().is_leaf)
print(x.view(2) is x, x.view(2).is_leaf)
print(x.reshape(2).is_leaf, x.clone().is_leaf)
