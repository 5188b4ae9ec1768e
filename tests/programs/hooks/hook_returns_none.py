import torch
log = []
x = torch.tensor(2., requires_grad=True)
y = x ** 2
handle = y.register_hook(lambda g: log.append(('y', g.item())))
z = 3 * y
z.backward(retain_graph=True)
handle.remove()
z.backward()
print(log, x.grad)
