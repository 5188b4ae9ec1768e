import torch
x = torch.tensor([1.], requires_grad=True)
y = x * 2
y.sum().backward()
for _ in range(3):
    y.grad             # one warning for this line
y.grad                 # and one for this
print(y.retain_grad() is None, y.grad)   # none any more
