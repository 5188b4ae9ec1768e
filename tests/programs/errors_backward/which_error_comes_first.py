import torch

a = torch.tensor([1.0, 2.0], requires_grad=True)
c = torch.tensor([1.0, 2.0])


def first(f):
    try:
        print('fine', f())
    except (RuntimeError, TypeError) as e:
        print(type(e).__name__, str(e)[:90])


first(lambda: c.backward(torch.ones(3)))
first(lambda: c.backward())
first(lambda: c.sum().backward())
first(lambda: (a * 2).backward(torch.ones(3)))
first(lambda: (a * 2).backward())
first(lambda: torch.tensor([[3.0]], requires_grad=True).backward())
y = a * a
y.sum().backward()
first(lambda: y.backward())
first(lambda: y.backward(torch.ones(3)))
first(lambda: y.backward(torch.ones(2)))
b = a * 1
z = b * b
b += 1
first(lambda: z.backward())
first(lambda: z.backward(torch.ones(2)))
first(lambda: z.backward(torch.tensor([1, 1])))
w = a.exp()
w.sum().backward()
with torch.no_grad():
    w += 1
first(lambda: w.backward(torch.ones(2)))
first(lambda: torch.autograd.grad(a.sum(), c))
first(lambda: torch.autograd.grad(c.sum(), a))
first(lambda: torch.autograd.grad(a.sum(), [a, torch.ones(1, requires_grad=True)]))
first(lambda: torch.autograd.grad(a * 2, a))
first(lambda: torch.autograd.grad(a * 2, a, torch.ones(3)))
first(lambda: torch.autograd.backward([a.sum(), c.sum()]))
first(lambda: torch.autograd.backward([a.sum(), (a * 2)], [None, None]))
first(lambda: (a * 2).sum().backward(inputs=[]))
first(lambda: (a * 2).sum().backward(inputs=[c]))
first(lambda: (a * 2).sum().backward(inputs=a))
first(lambda: a.backward())
first(lambda: (a * 2).backward(1.0))
first(lambda: (a * 2).backward([1.0, 1.0]))
first(lambda: (a * 2).sum().backward(2))
first(lambda: a.detach().requires_grad_().sum().item().backward())
first(lambda: (a // 1).sum().backward())
first(lambda: a.argmax().backward())
first(lambda: (a > 1).float().sum().backward())
first(lambda: a.int().sum().backward())
first(lambda: a.tolist())
