import torch
# does torch's momentum match the formula from the lecture?
def run_torch(**kw):
    w = torch.tensor([1.0, -2.0], requires_grad=True)
    opt = torch.optim.SGD([w], lr=0.1, **kw)
    for _ in range(5):
        opt.zero_grad()
        (w ** 2).sum().backward()
        opt.step()
    return w.detach()

def run_hand(momentum=0., nesterov=False, weight_decay=0., dampening=0.):
    w, buf = torch.tensor([1.0, -2.0]), None
    for _ in range(5):
        g = 2 * w + weight_decay * w
        if momentum:
            buf = g.clone() if buf is None else momentum * buf + (1 - dampening) * g
            g = g + momentum * buf if nesterov else buf
        w = w - 0.1 * g
    return w

for kw in [{}, dict(momentum=0.9), dict(momentum=0.9, nesterov=True), dict(weight_decay=0.1), {'momentum': 0.5, 'dampening': 0.3}]:
    a, b = run_torch(**kw), run_hand(**kw)
    print(kw, a, torch.allclose(a, b))
