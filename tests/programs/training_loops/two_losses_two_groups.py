import torch
enc = torch.tensor([0.5, -0.5], requires_grad=True)
head_a = torch.tensor(1.0, requires_grad=True)
head_b = torch.tensor(-1.0, requires_grad=True)
x = torch.tensor([1., 2.])
for it in range(2):
    z = torch.tanh(enc @ x)
    la = (head_a * z - 1) ** 2
    lb = (head_b * z + 1) ** 2
    (la + 0.5 * lb).backward()
    for name, p in zip(['enc', 'head_a', 'head_b'], [enc, head_a, head_b]):
        print(it, name, p.grad)
        p.data -= 0.1 * p.grad
        p.grad = None
