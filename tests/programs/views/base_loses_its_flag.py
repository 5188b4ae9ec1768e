# Views whose base is told to require a gradient, or no more; assigned sources with leading ones.
import torch


def part0():
    b = torch.tensor(3.75, requires_grad=True)
    with torch.no_grad():
        x = b.reshape((1,))
        print(x.requires_grad)
        b.requires_grad_(False)
        print(x.requires_grad)
        b.requires_grad_(True)
        print(x.requires_grad)
    b.requires_grad_(False)
    print(x.requires_grad, x.is_leaf, x)


try:
    part0()
except Exception as e:
    print(type(e).__name__, e)


def part1():
    b = torch.tensor(3.75)
    x = b.view(1)
    b.requires_grad_(True)
    print(x.requires_grad, x.is_leaf, x.grad_fn)
    print(x)
    y = x * 2
    print(y.requires_grad)


try:
    part1()
except Exception as e:
    print(type(e).__name__, e)


def part2():
    b = torch.tensor(3.75)
    x = b.view(1)
    b.requires_grad_(True)
    y = x * 2
    print(y.requires_grad)
    y.backward()
    print(b.grad, x.grad)


try:
    part2()
except Exception as e:
    print(type(e).__name__, e)


def part3():
    b = torch.tensor([3.75])
    x = b.view(1)
    b *= torch.tensor([2.], requires_grad=True)
    print(x.requires_grad, x.is_leaf)
    b = b.detach()


try:
    part3()
except Exception as e:
    print(type(e).__name__, e)


def part4():
    u = torch.tensor([[[4.0]]], requires_grad=True)
    v = torch.ravel(u)
    u.requires_grad_(False)
    u += 0.5
    print(v, v.requires_grad, v.is_leaf)
    v.sum().backward()
    print(u.grad)


try:
    part4()
except Exception as e:
    print(type(e).__name__, e)


def part5():
    u = torch.tensor([[[4.0]]], requires_grad=True)
    v = torch.ravel(u)
    u.requires_grad_(False)
    u += 0.5
    u.requires_grad_(True)
    print(v, v.requires_grad, v.is_leaf)
    v.sum().backward()
    print(u.grad)


try:
    part5()
except Exception as e:
    print(type(e).__name__, e)


def part6():
    u = torch.tensor([[[4.0]]], requires_grad=True)
    v = torch.ravel(u)
    u.requires_grad_(False)
    u += 0.5
    w = v * 2
    u.requires_grad_(True)
    print(v, v.requires_grad, v.is_leaf)
    w.sum().backward()
    print(u.grad)


try:
    part6()
except Exception as e:
    print(type(e).__name__, e)


def part7():
    u = torch.tensor([[[4.0]]], requires_grad=True)
    v = torch.ravel(u)
    u.requires_grad_(False)
    v.sum().backward()
    print(u.grad)


try:
    part7()
except Exception as e:
    print(type(e).__name__, e)


def part8():
    u = torch.tensor([[[4.0]]], requires_grad=True)
    v = u * 3
    u.requires_grad_(False)
    v.sum().backward()
    print(u.grad)


try:
    part8()
except Exception as e:
    print(type(e).__name__, e)


def part9():
    u = torch.tensor([4.0], requires_grad=True)
    v = torch.ravel(u)
    u.requires_grad_(False)
    v += 1
    print(u, v, v.grad_fn)


try:
    part9()
except Exception as e:
    print(type(e).__name__, e)


def part10():
    u = torch.tensor([4.0, 2.], requires_grad=True)
    v = u[:]
    u.requires_grad_(False)
    v += 1
    print(u, v, v.grad_fn)
    v.sum().backward()


try:
    part10()
except Exception as e:
    print(type(e).__name__, e)


def part11():
    a = torch.ones(2, 2, requires_grad=True)
    b = torch.zeros(2)
    b[:] = a[:1]
    b.sum().backward()
    print(a.grad, b)


try:
    part11()
except Exception as e:
    print(type(e).__name__, e)


def part12():
    a = torch.ones(2, 2, requires_grad=True)
    b = torch.zeros(2, 2)
    b[[0, 1]] = a[None]
    b.sum().backward()
    print(a.grad, b)


try:
    part12()
except Exception as e:
    print(type(e).__name__, e)


def part13():
    a = torch.ones(2, 2, requires_grad=True)
    b = torch.zeros(2, 2)
    b[0] = a[None, 0] * 2
    b.sum().backward()
    print(a.grad, b)


try:
    part13()
except Exception as e:
    print(type(e).__name__, e)
