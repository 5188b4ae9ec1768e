import torch
ts = [torch.tensor(float(i), requires_grad=True) for i in range(3)]
total = sum(ts)
print(total)
total.backward()
print([t.grad for t in ts])
print(sum([1, 2, 3]), sum(x * x for x in range(4)), sum([0.5, 0.25], 10))
print(max(3, 7, 5), min([2., 1.]), max(torch.tensor([1., 9., 3.])))
print(max(['aa', 'b'], key=len), min(-3, 2, key=abs))
