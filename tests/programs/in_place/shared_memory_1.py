# What may be written into, and read while it is written: elements that share memory.
import torch


def part0():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.mul_(a.diagonal())
    print(a)


try:
    part0()
except Exception as e:
    print(type(e).__name__, e)


def part1():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.mul_(a[0])
    print(a)


try:
    part1()
except Exception as e:
    print(type(e).__name__, e)


def part2():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.mul_(a[:, 0])
    print(a)


try:
    part2()
except Exception as e:
    print(type(e).__name__, e)


def part3():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a += a.t()


try:
    part3()
except Exception as e:
    print(type(e).__name__, e)


def part4():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a[0] = a[:, 0]
    print(a)


try:
    part4()
except Exception as e:
    print(type(e).__name__, e)


def part5():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a[:, 0] = a[0]
    print(a)


try:
    part5()
except Exception as e:
    print(type(e).__name__, e)


def part6():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a[:, 0].add_(a[1])
    print(a)


try:
    part6()
except Exception as e:
    print(type(e).__name__, e)


def part7():
    a = torch.tensor([[2.5]])
    a.copy_(a[0, -1])


try:
    part7()
except Exception as e:
    print(type(e).__name__, e)


def part8():
    a = torch.tensor([[2.5]])
    a[0] = a


try:
    part8()
except Exception as e:
    print(type(e).__name__, e)


def part9():
    a = torch.tensor([[2.5]])
    a[:] = a
    print(a._version)


try:
    part9()
except Exception as e:
    print(type(e).__name__, e)


def part10():
    a = torch.tensor([[2.5]])
    a[:, 0] = a
    print(a._version)


try:
    part10()
except Exception as e:
    print(type(e).__name__, e)


def part11():
    a = torch.tensor([[2.5]])
    a[0, 0] = a
    print(a._version)


try:
    part11()
except Exception as e:
    print(type(e).__name__, e)


def part12():
    a = torch.tensor([[2.5, 1.]])
    a[0] = a
    print(a._version)


try:
    part12()
except Exception as e:
    print(type(e).__name__, e)


def part13():
    a = torch.tensor([2.5, 1.])
    a[None] = a
    print(a._version)


try:
    part13()
except Exception as e:
    print(type(e).__name__, e)


def part14():
    a = torch.tensor([2.5, 1.])
    a.unsqueeze(0).copy_(a)
    print(a._version)


try:
    part14()
except Exception as e:
    print(type(e).__name__, e)


def part15():
    a = torch.tensor([2.5])
    a.unsqueeze(0).copy_(a)
    print(a._version)


try:
    part15()
except Exception as e:
    print(type(e).__name__, e)


def part16():
    a = torch.tensor([2.5])
    a.unsqueeze(0).add_(a)
    print(a._version)


try:
    part16()
except Exception as e:
    print(type(e).__name__, e)


def part17():
    a = torch.tensor([2.5, 2.])
    a.unsqueeze(0).add_(a)
    print(a._version)


try:
    part17()
except Exception as e:
    print(type(e).__name__, e)


def part18():
    a = torch.tensor([2.5, 2.])
    a.copy_(a.unsqueeze(0))
    print(a._version)


try:
    part18()
except Exception as e:
    print(type(e).__name__, e)


def part19():
    a = torch.tensor([2.5, 2.])
    a[:] = a.unsqueeze(0)
    print(a._version)


try:
    part19()
except Exception as e:
    print(type(e).__name__, e)


def part20():
    a = torch.tensor([2.5, 2.])
    a[:] = a[0]
    print(a._version, a)


try:
    part20()
except Exception as e:
    print(type(e).__name__, e)


def part21():
    a = torch.tensor([2.5, 2.])
    a.fill_(a[1])
    print(a._version, a)


try:
    part21()
except Exception as e:
    print(type(e).__name__, e)


def part22():
    a = torch.tensor([2.5, 2.])
    a.copy_(a[1])
    print(a._version, a)


try:
    part22()
except Exception as e:
    print(type(e).__name__, e)


def part23():
    a = torch.tensor([2.5, 2., 1.])
    a[1:] = a[:-1]


try:
    part23()
except Exception as e:
    print(type(e).__name__, e)


def part24():
    a = torch.tensor([2.5, 2., 1.])
    a[::2] = a[:-1]
    print(a)


try:
    part24()
except Exception as e:
    print(type(e).__name__, e)


def part25():
    a = torch.tensor([2.5, 2., 1.])
    a[a > 2] = a[:1]
    print(a)


try:
    part25()
except Exception as e:
    print(type(e).__name__, e)


def part26():
    a = torch.tensor([2.5, 2., 1.])
    a[a > 2] = a[0]
    print(a)


try:
    part26()
except Exception as e:
    print(type(e).__name__, e)


def part27():
    a = torch.tensor([2.5, 2., 1.])
    a[[0, 1]] = a[0]
    print(a)


try:
    part27()
except Exception as e:
    print(type(e).__name__, e)


def part28():
    a = torch.tensor([2.5, 2., 1.])
    a[[0, 1, 2]] = a
    print(a)


try:
    part28()
except Exception as e:
    print(type(e).__name__, e)


def part29():
    a = torch.tensor([2, 0, 1])
    a[a] = 5
    print(a)


try:
    part29()
except Exception as e:
    print(type(e).__name__, e)


def part30():
    a = torch.tensor([[2, 0, 1]])
    a[0, a] = a
    print(a)


try:
    part30()
except Exception as e:
    print(type(e).__name__, e)


def part31():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a.masked_fill_(a > 1, 0.)
    print(a)


try:
    part31()
except Exception as e:
    print(type(e).__name__, e)


def part32():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a[a > 1] = 3.
    print(a)


try:
    part32()
except Exception as e:
    print(type(e).__name__, e)


def part33():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a[[0]] = 3.
    print(a)


try:
    part33()
except Exception as e:
    print(type(e).__name__, e)


def part34():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a.zero_()
    print(a)


try:
    part34()
except Exception as e:
    print(type(e).__name__, e)


def part35():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a.fill_(2)
    print(a)


try:
    part35()
except Exception as e:
    print(type(e).__name__, e)


def part36():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a.copy_(a)
    print(a)


try:
    part36()
except Exception as e:
    print(type(e).__name__, e)


def part37():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a.copy_(a[:])
    print(a)


try:
    part37()
except Exception as e:
    print(type(e).__name__, e)


def part38():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a.copy_(torch.ones(2, 3))
    print(a)


try:
    part38()
except Exception as e:
    print(type(e).__name__, e)


def part39():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a.clamp_(0, 1)
    print(a)


try:
    part39()
except Exception as e:
    print(type(e).__name__, e)


def part40():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a.fill_(torch.tensor(2.))


try:
    part40()
except Exception as e:
    print(type(e).__name__, e)


def part41():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a[:] = torch.tensor(2.)


try:
    part41()
except Exception as e:
    print(type(e).__name__, e)
