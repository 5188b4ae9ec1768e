import torch

w = torch.tensor(1.0, requires_grad=True)
x, y = torch.tensor(2.0), torch.tensor(3.0)
inner = (w * x - y) ** 2
g, = torch.autograd.grad(inner, w, create_graph=True)
w_fast = w - 0.1 * g
outer = (w_fast * x - y) ** 2
outer.backward()
print(w.grad)

# first-order variant: the step is detached
w.grad = None
inner = (w * x - y) ** 2
g, = torch.autograd.grad(inner, w)
outer = ((w - 0.1 * g) * x - y) ** 2
outer.backward()
print(w.grad)
