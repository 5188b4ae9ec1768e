# Which gradients become .grad as they are, and which are copied.
import torch


def part0():
    a = torch.tensor([1., 2.], requires_grad=True)
    y = a + 2
    ((y + a) * 3).sum().backward()
    print(a.grad._version)


try:
    part0()
except Exception as e:
    print(type(e).__name__, e)


def part1():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.tensor([1., 2.], requires_grad=True)
    ((a + b) * 3).sum().backward()
    print(a.grad._version, b.grad._version)


try:
    part1()
except Exception as e:
    print(type(e).__name__, e)


def part2():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.tensor([1., 2.], requires_grad=True)
    c = torch.tensor([1., 2.], requires_grad=True)
    ((c + b + a) * 3).sum().backward()
    print(a.grad._version, b.grad._version, c.grad._version)


try:
    part2()
except Exception as e:
    print(type(e).__name__, e)


def part3():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.tensor([1., 2.], requires_grad=True)
    ((a - b) * 3).sum().backward()
    print(a.grad._version, b.grad._version)


try:
    part3()
except Exception as e:
    print(type(e).__name__, e)


def part4():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.tensor([1., 2.], requires_grad=True)
    (a + b).sum().backward()
    print(a.grad._version, b.grad._version)


try:
    part4()
except Exception as e:
    print(type(e).__name__, e)


def part5():
    a = torch.tensor(1., requires_grad=True)
    b = torch.tensor(2., requires_grad=True)
    (a + b).backward()
    print(a.grad._version, b.grad._version)


try:
    part5()
except Exception as e:
    print(type(e).__name__, e)


def part6():
    a = torch.tensor(1., requires_grad=True)
    b = torch.tensor(2., requires_grad=True)
    ((a + b) * 2).backward()
    print(a.grad._version, b.grad._version)


try:
    part6()
except Exception as e:
    print(type(e).__name__, e)


def part7():
    a = torch.tensor(1., requires_grad=True)
    ((a + a) * a + a).backward()
    print(a.grad._version)


try:
    part7()
except Exception as e:
    print(type(e).__name__, e)


def part8():
    a = torch.tensor(1., requires_grad=True)
    for i in range(3):
        (a * a + a).backward()
    print(a.grad._version, a.grad)


try:
    part8()
except Exception as e:
    print(type(e).__name__, e)


def part9():
    a = torch.tensor([1.], requires_grad=True)
    for i in range(3):
        (a * a + a).sum().backward()
    print(a.grad._version, a.grad)


try:
    part9()
except Exception as e:
    print(type(e).__name__, e)


def part10():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    b = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    ((a.t() + b) * 3).sum().backward()
    print(a.grad._version, b.grad._version)


try:
    part10()
except Exception as e:
    print(type(e).__name__, e)


def part11():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    ((a.t() + a) * 3).sum().backward()
    print(a.grad._version)


try:
    part11()
except Exception as e:
    print(type(e).__name__, e)


def part12():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    ((a.view(-1) + a.reshape(4)) * 3).sum().backward()
    print(a.grad._version)


try:
    part12()
except Exception as e:
    print(type(e).__name__, e)


def part13():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    b = a.clone()
    b.retain_grad()
    c = b + 1
    (c * c).sum().backward()
    print(a.grad._version, b.grad._version)


try:
    part13()
except Exception as e:
    print(type(e).__name__, e)


def part14():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    b = a + 1
    g, h = torch.autograd.grad((b * b).sum(), [a, b])
    print(g._version, h._version, g is h)


try:
    part14()
except Exception as e:
    print(type(e).__name__, e)


def part15():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    b = a.clone()
    b += 1
    b[0] *= 2
    b.exp_()
    v = b[:, 1]
    v.mul_(3)
    b.sum().backward()
    print(a.grad, a.grad._version)


try:
    part15()
except Exception as e:
    print(type(e).__name__, e)


def part16():
    a = torch.tensor([1., 2.], requires_grad=True)
    a.register_hook(lambda g: print(g._version))
    (a * a + a.max()).sum().backward()
    print(a.grad._version)


try:
    part16()
except Exception as e:
    print(type(e).__name__, e)


def part17():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.cat([a, a * 2])
    b.sum().backward()
    print(a.grad._version)


try:
    part17()
except Exception as e:
    print(type(e).__name__, e)


def part18():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.stack([a, a])
    (b * 2).sum().backward()
    print(a.grad._version)


try:
    part18()
except Exception as e:
    print(type(e).__name__, e)


def part19():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = a.double() + a
    (b * 2).sum().backward()
    print(a.grad._version)


try:
    part19()
except Exception as e:
    print(type(e).__name__, e)


def part20():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.tensor(2., requires_grad=True)
    ((a + b) * 2).sum().backward()
    print(a.grad._version, b.grad._version)


try:
    part20()
except Exception as e:
    print(type(e).__name__, e)


def part21():
    a = torch.tensor(1., requires_grad=True)
    ((a + a) * a + a).backward()
    print(a.grad._version)


try:
    part21()
except Exception as e:
    print(type(e).__name__, e)


def part22():
    a = torch.tensor(1., requires_grad=True)
    ((a + a) * 2).backward()
    print(a.grad._version)


try:
    part22()
except Exception as e:
    print(type(e).__name__, e)


def part23():
    a = torch.tensor(1., requires_grad=True)
    (a * a + a * 2 + a * 3).backward()
    print(a.grad._version)


try:
    part23()
except Exception as e:
    print(type(e).__name__, e)


def part24():
    a = torch.tensor([1., 2.], requires_grad=True)
    y = a * 2
    u = a * 5
    z = y + a
    ((z * 3) + u * 7).sum().backward()
    print(a.grad._version)


try:
    part24()
except Exception as e:
    print(type(e).__name__, e)


def part25():
    a = torch.tensor([[1., 2.], [3., 4.]]).t().requires_grad_()
    (a * 2).sum().backward()
    print(a.grad._version, a.grad.stride())


try:
    part25()
except Exception as e:
    print(type(e).__name__, e)


def part26():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    ((a @ a) * 2).sum().backward()
    print(a.grad._version, a.grad.stride())


try:
    part26()
except Exception as e:
    print(type(e).__name__, e)


def part27():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    ((a @ x.t()) * 2).sum().backward()
    print(a.grad._version, x.grad._version)


try:
    part27()
except Exception as e:
    print(type(e).__name__, e)


def part28():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    x = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    torch.nn.functional.linear(x, a, x[0]).pow(2).sum().backward()
    print(a.grad._version, x.grad._version)


try:
    part28()
except Exception as e:
    print(type(e).__name__, e)


def part29():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    a.diagonal().pow(2).sum().backward()
    print(a.grad._version)


try:
    part29()
except Exception as e:
    print(type(e).__name__, e)


def part30():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    a.permute(1, 0).pow(2).sum().backward()
    print(a.grad._version, a.grad.stride())


try:
    part30()
except Exception as e:
    print(type(e).__name__, e)


def part31():
    a = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
    a[:, 1].pow(2).sum().backward()
    print(a.grad._version, a.grad.stride())


try:
    part31()
except Exception as e:
    print(type(e).__name__, e)
