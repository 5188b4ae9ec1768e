import torch
# outer product the slow way
a = torch.tensor([1., 2., 3.], requires_grad=True)
b = torch.tensor([4., 5.], requires_grad=True)
total = 0
for i in range(len(a)):
    for j in range(len(b)):
        total = total + (i + 1) * a[i] * b[j]
print(total)
total.backward()
print(a.grad, b.grad)
