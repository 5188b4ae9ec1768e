import torch
x = torch.tensor(1., requires_grad=True)
for _ in range(2):
    (x ** 2).backward(create_graph=True)
print(x.grad)
