# Hooks of several results of one call, some of which get no gradient; captured gradients.
import torch


def part0():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    x, y = a.unbind(0)
    y.register_hook(lambda g: print("hook", g))
    x.sum().backward()
    print(a.grad)


try:
    part0()
except Exception as e:
    print(type(e).__name__, e)


def part1():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    x, y = a.unbind(0)
    x.register_hook(lambda g: print("hook", g))
    y.sum().backward()
    print(a.grad)


try:
    part1()
except Exception as e:
    print(type(e).__name__, e)


def part2():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    x, y = a.unbind(0)
    x.register_hook(lambda g: g * 2)
    y.sum().backward()
    print(a.grad)


try:
    part2()
except Exception as e:
    print(type(e).__name__, e)


def part3():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    x, y = a.unbind(0)
    x.register_hook(lambda g: torch.ones(2))
    y.sum().backward()
    print(a.grad)


try:
    part3()
except Exception as e:
    print(type(e).__name__, e)


def part4():
    a = torch.tensor([3., 1.], requires_grad=True)
    v, i = a.sort()
    v.register_hook(lambda g: print("v", g))
    v.sum().backward()


try:
    part4()
except Exception as e:
    print(type(e).__name__, e)


def part5():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    x, y, z = a.unbind()
    z.register_hook(lambda g: print("z1", g))
    x.register_hook(lambda g: print("x", g))
    y.register_hook(lambda g: print("y", g))
    z.register_hook(lambda g: print("z2", g))
    (x + y * z).backward()


try:
    part5()
except Exception as e:
    print(type(e).__name__, e)


def part6():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    x, y, z = a.unbind()
    y.register_hook(lambda g: g * 10)
    z.register_hook(lambda g: print("z1", g))
    y.retain_grad()
    g = torch.autograd.grad(x + y * 3 + 0 * z, [y, x])
    print(g, y.grad)


try:
    part6()
except Exception as e:
    print(type(e).__name__, e)


def part7():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    x, y, z = a.unbind()
    y.register_hook(lambda g: g * 10)
    z.register_hook(lambda g: print("z1", g))
    y.retain_grad()
    g = torch.autograd.grad(x + y * 3 + 0 * z, [y, a])
    print(g, y.grad)


try:
    part7()
except Exception as e:
    print(type(e).__name__, e)


def part8():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    b = a * 2
    b.register_hook(lambda g: g * 10)
    g = torch.autograd.grad((b * 3).sum(), [b, a])
    print(g)


try:
    part8()
except Exception as e:
    print(type(e).__name__, e)


def part9():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    b = a * 2
    b.register_hook(lambda g: g * 10)
    g = torch.autograd.grad((b * 3).sum(), [b])
    print(g)


try:
    part9()
except Exception as e:
    print(type(e).__name__, e)


def part10():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    x, y, z = a.unbind()
    g = torch.autograd.grad(x, [y], allow_unused=True)
    print(g)


try:
    part10()
except Exception as e:
    print(type(e).__name__, e)


def part11():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    x, y, z = a.unbind()
    g = torch.autograd.grad(x, [y])


try:
    part11()
except Exception as e:
    print(type(e).__name__, e)


def part12():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    x, y, z = a.unbind()
    g = torch.autograd.grad(x * 2, [x, y, z], allow_unused=True)
    print(g)


try:
    part12()
except Exception as e:
    print(type(e).__name__, e)


def part13():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    x, y, z = a.unbind()
    z.backward(inputs=[x, y, z])
    print(x.grad, y.grad, z.grad)


try:
    part13()
except Exception as e:
    print(type(e).__name__, e)


def part14():
    a = torch.tensor([3., 1., 2.], requires_grad=True)
    x, y, z = a.unbind()
    z.register_hook(lambda g: g * 2)
    z.backward(inputs=[x, y, z])
    print(x.grad, y.grad, z.grad)


try:
    part14()
except Exception as e:
    print(type(e).__name__, e)
