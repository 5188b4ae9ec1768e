import torch
def relu(x): return (x > 0) * x
def sq(x): return x*x
x = torch.tensor([-1., 2.], requires_grad=True); y = relu(x); z = sq(y)
if z.sum() > 0: z.sum().backward()
for g in x.grad: print(g)
