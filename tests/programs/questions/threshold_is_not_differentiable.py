import torch
x = torch.tensor([0.2, 0.7, 0.9], requires_grad=True)
hard = (x > 0.5).float()
print(hard.requires_grad)
soft = torch.sigmoid((x - 0.5) * 10)
ste = hard + soft - soft.detach()
print(ste)
ste.sum().backward()
print(x.grad)
