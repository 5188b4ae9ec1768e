# Leaves and views whose state has changed between forward and backward.
import torch


def part0():
    b = torch.ones((3,), requires_grad=True)
    d = 0.0
    for k in range(3):
        d += b
    d.register_hook(lambda g: print('grad', g > 1000))
    d.backward(gradient=torch.tensor([0.5, 1.5, 2.0]))


try:
    part0()
except Exception as e:
    print(type(e).__name__, e)


def part1():
    a = torch.tensor([[1.25, 3.5]], requires_grad=True)
    x = torch.squeeze(a, 1)
    x.backward(x)
    s = a.grad


try:
    part1()
except Exception as e:
    print(type(e).__name__, e)


def part2():
    c = torch.tensor([1.25, 3.5], requires_grad=True)
    d = (c * 2).expand(2, 2)
    d.fill_(0.5)
    d.sum().backward()


try:
    part2()
except Exception as e:
    print(type(e).__name__, e)


def part3():
    b = torch.tensor([[2.0]], requires_grad=True)
    y = b.masked_select(b > -100)
    with torch.no_grad():
        b.zero_()
    y.backward()


try:
    part3()
except Exception as e:
    print(type(e).__name__, e)


def part4():
    c = torch.tensor([[3.25, 3.5, 1.25], [1.25, 1.25, 3.0], [0.0, 3.25, 3.0]])
    y = torch.softmax(c.mT, dim=-2)
    y.view(-1)
    z = torch.log_softmax(c.mT, dim=-2).view(-1)


try:
    part4()
except Exception as e:
    print(type(e).__name__, e)


def part5():
    a = torch.tensor([1.25], requires_grad=True)
    c = a * 0.5
    a.requires_grad = False
    a.mul_(c)
    q = a
    q.backward(retain_graph=True)


try:
    part5()
except Exception as e:
    print(type(e).__name__, e)


def part6():
    d = torch.tensor([[1.75], [2.5], [3.5]], requires_grad=True)
    with torch.no_grad():
        z, w, u = d
    u.requires_grad_()
    u.backward()
    d.requires_grad_(False)
    print(u.requires_grad, w.requires_grad)


try:
    part6()
except Exception as e:
    print(type(e).__name__, e)


def part7():
    a = torch.ones((), requires_grad=True)
    b = a.sum()
    b.backward()
    u = a.grad


try:
    part7()
except Exception as e:
    print(type(e).__name__, e)


def part8():
    d = torch.tensor([[4.0]], requires_grad=True)
    with torch.no_grad():
        u = d.view_as(d)
    u.requires_grad = True
    u.backward(u)


try:
    part8()
except Exception as e:
    print(type(e).__name__, e)


def part9():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.tensor([1., 2.], requires_grad=True)
    y = a * 2
    ((y + a) * 3).sum().backward()
    print(a.grad._version)


try:
    part9()
except Exception as e:
    print(type(e).__name__, e)


def part10():
    a = torch.tensor([0.5], requires_grad=True)
    b = a.pow(2)
    b.backward(retain_graph=True)
    a.data = a.data - a.grad
    b.backward()
    print(a.grad)


try:
    part10()
except Exception as e:
    print(type(e).__name__, e)


def part11():
    a = torch.tensor([0.5], requires_grad=True)
    b = a.exp() + a * a
    b.backward(retain_graph=True)
    a.data = a.data - a.grad
    a.data = a.data * 2
    b.backward()
    print(a.grad)


try:
    part11()
except Exception as e:
    print(type(e).__name__, e)


def part12():
    a = torch.tensor([0.5], requires_grad=True)
    c = a * 2
    b = c * c
    e = c.exp()
    c.data = torch.tensor([7.])
    b.backward(retain_graph=True)
    e.backward()
    print(a.grad, c)


try:
    part12()
except Exception as e:
    print(type(e).__name__, e)


def part13():
    a = torch.tensor(0.5, requires_grad=True)
    b = a * a
    a.data = torch.tensor(3.)
    b.backward()
    print(a.grad)


try:
    part13()
except Exception as e:
    print(type(e).__name__, e)
