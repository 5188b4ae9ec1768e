import torch
x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x ** 2).sum()
y.backward()
print(f'{x.grad=}')
print(f'{y=}')
print('x.grad: {}, y: {}'.format(x.grad, y))
print("x = %s" % x)
print('mean %.2f, first %5.1f' % (x.grad.mean(), x.grad[0]))
