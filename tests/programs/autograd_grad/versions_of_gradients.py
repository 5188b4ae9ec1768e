# How often PyTorch has written into a gradient before it hands it out.
import torch


def part0():
    a = torch.tensor([1., 2.], requires_grad=True)
    g = torch.autograd.grad((a * 2 + a * 3).sum(), a)[0]
    print(g._version)


try:
    part0()
except Exception as e:
    print(type(e).__name__, e)


def part1():
    a = torch.tensor([1., 2.], requires_grad=True)
    g = torch.autograd.grad((a + a + a).sum(), a)[0]
    print(g._version)


try:
    part1()
except Exception as e:
    print(type(e).__name__, e)


def part2():
    a = torch.tensor([1., 2.], requires_grad=True)
    g = torch.autograd.grad((a * a * a).sum(), a)[0]
    print(g._version)


try:
    part2()
except Exception as e:
    print(type(e).__name__, e)


def part3():
    a = torch.tensor([1., 2.], requires_grad=True)
    (a * a * a).sum().backward()
    print(a.grad._version)


try:
    part3()
except Exception as e:
    print(type(e).__name__, e)


def part4():
    a = torch.tensor([1., 2.], requires_grad=True)
    (a * 2).sum().backward()
    print(a.grad._version)


try:
    part4()
except Exception as e:
    print(type(e).__name__, e)


def part5():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = a * 1
    b.retain_grad()
    (b * 2 + b * 3).sum().backward()
    print(a.grad._version, b.grad._version)


try:
    part5()
except Exception as e:
    print(type(e).__name__, e)


def part6():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = a * 1
    b[0] = 3.
    b.sum().backward()
    print(a.grad._version)


try:
    part6()
except Exception as e:
    print(type(e).__name__, e)


def part7():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = a * 1
    b[0] = 3.
    g, = torch.autograd.grad(b.sum(), a)
    print(g._version)


try:
    part7()
except Exception as e:
    print(type(e).__name__, e)


def part8():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = a + 1
    b[0] = 3.
    g, = torch.autograd.grad(b.sum(), a)
    print(g._version)


try:
    part8()
except Exception as e:
    print(type(e).__name__, e)


def part9():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = a + 1
    b[0] = 3.
    g, = torch.autograd.grad(b.sum(), a, create_graph=True)
    print(g._version, g)


try:
    part9()
except Exception as e:
    print(type(e).__name__, e)


def part10():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = a + 1
    b.mul_(2)
    g, = torch.autograd.grad(b.sum(), a)
    print(g._version)


try:
    part10()
except Exception as e:
    print(type(e).__name__, e)


def part11():
    a = torch.tensor([1., 2.], requires_grad=True)
    g, = torch.autograd.grad(a[0], a)
    print(g._version)


try:
    part11()
except Exception as e:
    print(type(e).__name__, e)


def part12():
    a = torch.tensor([1., 2.], requires_grad=True)
    g, = torch.autograd.grad(a[:1].sum(), a)
    print(g._version)


try:
    part12()
except Exception as e:
    print(type(e).__name__, e)


def part13():
    a = torch.tensor([1., 2.], requires_grad=True)
    g, = torch.autograd.grad(a[[0, 1]].sum(), a)
    print(g._version)


try:
    part13()
except Exception as e:
    print(type(e).__name__, e)


def part14():
    a = torch.tensor([1., 2.], requires_grad=True)
    g, = torch.autograd.grad(a.max(), a)
    print(g._version)


try:
    part14()
except Exception as e:
    print(type(e).__name__, e)


def part15():
    a = torch.tensor([1., 2.], requires_grad=True)
    g, = torch.autograd.grad(a.max(0)[0], a)
    print(g._version)


try:
    part15()
except Exception as e:
    print(type(e).__name__, e)


def part16():
    a = torch.tensor([1., 2.], requires_grad=True)
    g, = torch.autograd.grad(a.sort()[0].sum(), a)
    print(g._version)


try:
    part16()
except Exception as e:
    print(type(e).__name__, e)


def part17():
    a = torch.tensor([1., 2.], requires_grad=True)
    g, = torch.autograd.grad(torch.maximum(a, a * 2).sum(), a)
    print(g._version)


try:
    part17()
except Exception as e:
    print(type(e).__name__, e)


def part18():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.tensor([1., 2.], requires_grad=True)
    g, h = torch.autograd.grad(torch.maximum(a, b).sum(), [a, b])
    print(g._version, h._version)


try:
    part18()
except Exception as e:
    print(type(e).__name__, e)


def part19():
    a = torch.tensor([1., 2.], requires_grad=True)
    g, = torch.autograd.grad(a.relu().sum(), a)
    print(g._version)


try:
    part19()
except Exception as e:
    print(type(e).__name__, e)


def part20():
    a = torch.tensor([1., 2.], requires_grad=True)
    g, = torch.autograd.grad(a.prod(), a)
    print(g._version)


try:
    part20()
except Exception as e:
    print(type(e).__name__, e)


def part21():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.diagonal().sum(), a)
    print(g._version)


try:
    part21()
except Exception as e:
    print(type(e).__name__, e)


def part22():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.unbind(1)[0].sum(), a)
    print(g._version)


try:
    part22()
except Exception as e:
    print(type(e).__name__, e)


def part23():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.gather(1, torch.tensor([[0]])).sum(), a)
    print(g._version)


try:
    part23()
except Exception as e:
    print(type(e).__name__, e)


def part24():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.index_select(1, torch.tensor([0])).sum(), a)
    print(g._version)


try:
    part24()
except Exception as e:
    print(type(e).__name__, e)


def part25():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.norm(), a)
    print(g._version)


try:
    part25()
except Exception as e:
    print(type(e).__name__, e)


def part26():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.abs().sum(), a)
    print(g._version)


try:
    part26()
except Exception as e:
    print(type(e).__name__, e)


def part27():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.pow(3).sum(), a)
    print(g._version)


try:
    part27()
except Exception as e:
    print(type(e).__name__, e)


def part28():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.expand(3, 2).sum(), a)
    print(g._version)


try:
    part28()
except Exception as e:
    print(type(e).__name__, e)


def part29():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.cumsum(1).sum(), a)
    print(g._version)


try:
    part29()
except Exception as e:
    print(type(e).__name__, e)


def part30():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.clamp(0, 1).sum(), a)
    print(g._version)


try:
    part30()
except Exception as e:
    print(type(e).__name__, e)


def part31():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.masked_fill(a > 1, 2.).sum(), a)
    print(g._version)


try:
    part31()
except Exception as e:
    print(type(e).__name__, e)


def part32():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(torch.where(a > 1, a, 2.).sum(), a)
    print(g._version)


try:
    part32()
except Exception as e:
    print(type(e).__name__, e)


def part33():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    b = a * 1
    b.masked_fill_(a > 1, 2.)
    g, = torch.autograd.grad(b.sum(), a)
    print(g._version)


try:
    part33()
except Exception as e:
    print(type(e).__name__, e)


def part34():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    b = a + 1
    v = b[0]
    b.mul_(2)
    g, = torch.autograd.grad(v.sum(), a)
    print(g._version)


try:
    part34()
except Exception as e:
    print(type(e).__name__, e)


def part35():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    b = a + 1
    v = b[0]
    b.mul_(2)
    v.sum().backward()
    print(a.grad._version)


try:
    part35()
except Exception as e:
    print(type(e).__name__, e)


def part36():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    b = a + 1
    b[0] = a[0] * 3
    g, = torch.autograd.grad(b.sum(), a)
    print(g._version)


try:
    part36()
except Exception as e:
    print(type(e).__name__, e)


def part37():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    b = torch.zeros(1, 2)
    b[0] = a[0]
    g, = torch.autograd.grad(b.sum(), a)
    print(g._version)


try:
    part37()
except Exception as e:
    print(type(e).__name__, e)


def part38():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.median(), a)
    print(g._version)


try:
    part38()
except Exception as e:
    print(type(e).__name__, e)


def part39():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.std(), a)
    print(g._version)


try:
    part39()
except Exception as e:
    print(type(e).__name__, e)


def part40():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.softmax(1)[0, 0], a)
    print(g._version)


try:
    part40()
except Exception as e:
    print(type(e).__name__, e)


def part41():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.cumprod(1).sum(), a)
    print(g._version)


try:
    part41()
except Exception as e:
    print(type(e).__name__, e)


def part42():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.topk(1)[0].sum(), a)
    print(g._version)


try:
    part42()
except Exception as e:
    print(type(e).__name__, e)


def part43():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.logsumexp(1).sum(), a)
    print(g._version)


try:
    part43()
except Exception as e:
    print(type(e).__name__, e)


def part44():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(torch.nn.functional.mse_loss(a, torch.zeros(1, 2)), a)
    print(g._version)


try:
    part44()
except Exception as e:
    print(type(e).__name__, e)


def part45():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(torch.nn.functional.huber_loss(a, torch.zeros(1, 2)), a)
    print(g._version)


try:
    part45()
except Exception as e:
    print(type(e).__name__, e)


def part46():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(torch.nn.functional.nll_loss(a, torch.zeros(1, dtype=torch.long)), a)
    print(g._version)


try:
    part46()
except Exception as e:
    print(type(e).__name__, e)


def part47():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(torch.nn.functional.cross_entropy(a, torch.zeros(1, dtype=torch.long)), a)
    print(g._version)


try:
    part47()
except Exception as e:
    print(type(e).__name__, e)


def part48():
    a = torch.tensor([[1., 2.]], requires_grad=True)
    g, = torch.autograd.grad(a.sum(), a, grad_outputs=torch.tensor(2.))
    print(g._version)


try:
    part48()
except Exception as e:
    print(type(e).__name__, e)


def part49():
    a = torch.tensor([1., 2.], requires_grad=True)
    s = torch.tensor([2., 1.])
    s += 1
    g, = torch.autograd.grad(a + 1, a, grad_outputs=s)
    print(g._version, g is s)
    s += 1
    print(g)


try:
    part49()
except Exception as e:
    print(type(e).__name__, e)


def part50():
    a = torch.tensor([1., 2.], requires_grad=True)
    s = torch.tensor([2., 1.])
    s += 1
    (a + 1).backward(s)
    s += 1
    print(a.grad, a.grad._version)


try:
    part50()
except Exception as e:
    print(type(e).__name__, e)


def part51():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.tensor([1., 2.], requires_grad=True)
    g, h = torch.autograd.grad((a + b).exp().sum(), [a, b])
    g += 1
    print(g, h, g._version, h._version)


try:
    part51()
except Exception as e:
    print(type(e).__name__, e)


def part52():
    a = torch.tensor([1., 2.], requires_grad=True)
    b = torch.tensor([1., 2.], requires_grad=True)
    (a + b).exp().sum().backward()
    a.grad += 1
    print(a.grad, b.grad)
    print(a.grad._version, b.grad._version)


try:
    part52()
except Exception as e:
    print(type(e).__name__, e)
