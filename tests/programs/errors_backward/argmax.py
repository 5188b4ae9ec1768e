import torch
x = torch.tensor([0.1, 0.9], requires_grad=True)
y = x.argmax().float()
print(y)
y.backward()
