# More elements that share memory: copies, and what goes through them one by one.
import torch


def part0():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a[:] = 2.


try:
    part0()
except Exception as e:
    print(type(e).__name__, e)


def part1():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a[0] = 2.


try:
    part1()
except Exception as e:
    print(type(e).__name__, e)


def part2():
    a = torch.tensor([[2., 0, 1]]).expand(2, 3)
    a[:, 0] = 2.


try:
    part2()
except Exception as e:
    print(type(e).__name__, e)


def part3():
    torch.ones(2).copy_(torch.ones(1, 2))


try:
    part3()
except Exception as e:
    print(type(e).__name__, e)


def part4():
    torch.ones(2).copy_(torch.ones(3, 2))


try:
    part4()
except Exception as e:
    print(type(e).__name__, e)


def part5():
    torch.ones(2).copy_(torch.ones(3))


try:
    part5()
except Exception as e:
    print(type(e).__name__, e)


def part6():
    torch.ones(2, 2).copy_(torch.ones(3))


try:
    part6()
except Exception as e:
    print(type(e).__name__, e)


def part7():
    a = torch.ones(2)
    a[:] = torch.ones(3)


try:
    part7()
except Exception as e:
    print(type(e).__name__, e)


def part8():
    a = torch.ones(2)
    a[:] = torch.ones(1, 3)


try:
    part8()
except Exception as e:
    print(type(e).__name__, e)


def part9():
    a = torch.ones(2)
    a[:] = torch.ones(2, 3)


try:
    part9()
except Exception as e:
    print(type(e).__name__, e)


def part10():
    a = torch.ones(2, 2)
    a[0] = torch.ones(1, 3)


try:
    part10()
except Exception as e:
    print(type(e).__name__, e)


def part11():
    a = torch.ones(2, 2)
    a[0] = torch.ones(2, 1)


try:
    part11()
except Exception as e:
    print(type(e).__name__, e)


def part12():
    a = torch.ones(2, 2)
    a[[0, 1]] = torch.ones(3)


try:
    part12()
except Exception as e:
    print(type(e).__name__, e)


def part13():
    a = torch.ones(2, 2)
    a[[0, 1]] = torch.ones(1, 1, 3)


try:
    part13()
except Exception as e:
    print(type(e).__name__, e)


def part14():
    a = torch.ones(2, 2)
    a[[0, 1]] = torch.ones(1, 1, 2) * 2
    print(a)


try:
    part14()
except Exception as e:
    print(type(e).__name__, e)


def part15():
    a = torch.ones(2, 2)
    a[[0, 1]] = torch.ones(2, 2, 2) * 2


try:
    part15()
except Exception as e:
    print(type(e).__name__, e)


def part16():
    a = torch.ones(2, 2)
    a[a > 0] = torch.ones(1, 1) * 2
    print(a)


try:
    part16()
except Exception as e:
    print(type(e).__name__, e)


def part17():
    a = torch.ones(2, 2)
    a[a > 0] = torch.ones(1, 3) * 2
    print(a)


try:
    part17()
except Exception as e:
    print(type(e).__name__, e)


def part18():
    a = torch.ones(3)
    print(a.expand(1, 3).stride(), a.expand(2, 1, 3).stride(), a[0].expand(1, 3).stride())


try:
    part18()
except Exception as e:
    print(type(e).__name__, e)


def part19():
    a = torch.tensor([1., 2., 3.])
    a.unfold(0, 2, 1).mul_(2)
    print(a)


try:
    part19()
except Exception as e:
    print(type(e).__name__, e)


def part20():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.copy_(a[:, 1])
    print(a)


try:
    part20()
except Exception as e:
    print(type(e).__name__, e)


def part21():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.copy_(a.diagonal())
    print(a)


try:
    part21()
except Exception as e:
    print(type(e).__name__, e)


def part22():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.t().copy_(a.diagonal())
    print(a)


try:
    part22()
except Exception as e:
    print(type(e).__name__, e)


def part23():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.t().sub_(a[:, 1])
    print(a)


try:
    part23()
except Exception as e:
    print(type(e).__name__, e)


def part24():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.diagonal().add_(a[:, 0])
    print(a)


try:
    part24()
except Exception as e:
    print(type(e).__name__, e)


def part25():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a[:, 0].add_(a.diagonal())
    print(a)


try:
    part25()
except Exception as e:
    print(type(e).__name__, e)


def part26():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a[:, 0] += a[:, 1]
    print(a)


try:
    part26()
except Exception as e:
    print(type(e).__name__, e)


def part27():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a[:, 1] = a[:, 0] + 1
    a += a[:, :1]
    print(a)


try:
    part27()
except Exception as e:
    print(type(e).__name__, e)


def part28():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a -= a[:, :1] 
    print(a)


try:
    part28()
except Exception as e:
    print(type(e).__name__, e)


def part29():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.div_(a[:, 1:])
    print(a)


try:
    part29()
except Exception as e:
    print(type(e).__name__, e)


def part30():
    a = torch.tensor([[2, 3], [4, 5]])
    a.add_(a[:, 1:])
    print(a)


try:
    part30()
except Exception as e:
    print(type(e).__name__, e)


def part31():
    a = torch.tensor([[2, 3], [4, 5]])
    a.add_(a[:, 1], alpha=2)
    print(a)


try:
    part31()
except Exception as e:
    print(type(e).__name__, e)


def part32():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.pow_(a[:, 1])
    print(a)


try:
    part32()
except Exception as e:
    print(type(e).__name__, e)


def part33():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.addcmul_(a[:, 1], a[:, 0])
    print(a)


try:
    part33()
except Exception as e:
    print(type(e).__name__, e)


def part34():
    a = torch.tensor([[2., 3.], [4., 5.]])
    a.lerp_(a[:, 1], 0.5)
    print(a)


try:
    part34()
except Exception as e:
    print(type(e).__name__, e)


def part35():
    a = torch.arange(36.).view(6, 6) + 1
    a.add_(a[:, 1])
    print(a)


try:
    part35()
except Exception as e:
    print(type(e).__name__, e)


def part36():
    a = torch.arange(36.).view(6, 6) + 1
    a.scatter_(0, torch.zeros(1, 6, dtype=torch.long), a)


try:
    part36()
except Exception as e:
    print(type(e).__name__, e)


def part37():
    a = torch.arange(4.).view(2, 2) + 1
    a.index_add_(0, torch.tensor([0, 1]), a)


try:
    part37()
except Exception as e:
    print(type(e).__name__, e)


def part38():
    a = torch.arange(4.).view(2, 2) + 1
    a.index_copy_(0, torch.tensor([0]), a[:1])


try:
    part38()
except Exception as e:
    print(type(e).__name__, e)


def part39():
    a = torch.arange(4.).view(2, 2) + 1
    a.masked_scatter_(a > 2, a)
    print(a)


try:
    part39()
except Exception as e:
    print(type(e).__name__, e)


def part40():
    a = torch.arange(4.)
    a.index_fill_(0, torch.tensor([0]), a[2])
    print(a)


try:
    part40()
except Exception as e:
    print(type(e).__name__, e)


def part41():
    a = torch.arange(4.)
    a.masked_fill_(a > 1, a[0])
    print(a)


try:
    part41()
except Exception as e:
    print(type(e).__name__, e)
