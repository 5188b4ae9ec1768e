import torch

class Optimizer(object):
    def __init__(self, params):
        self.params = list(params)
    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()
    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None: continue
                self.update(i, p)
    def __repr__(self):
        return '%s(%d params, lr=%g)' % (self.__class__.__name__, len(self.params), self.lr)

class SGD(Optimizer):
    def __init__(self, params, lr=0.1):
        super(SGD, self).__init__(params)
        self.lr = lr
    def update(self, i, p):
        p -= self.lr * p.grad

class Momentum(SGD):
    def __init__(self, params, lr=0.1, mu=0.9):
        SGD.__init__(self, params, lr)
        self.mu = mu
        self.v = [torch.zeros_like(p) for p in self.params]
    def update(self, i, p):
        self.v[i] = self.mu * self.v[i] + p.grad
        p -= self.lr * self.v[i]

def rosen(p):
    x, y = p
    return (1 - x) ** 2 + 10 * (y - x ** 2) ** 2

for cls in [SGD, Momentum]:
    p = torch.tensor([-0.5, 1.0], requires_grad=True)
    opt = cls([p], lr=0.01)
    for _ in range(15):
        opt.zero_grad()
        loss = rosen(p)
        loss.backward()
        opt.step()
    print(opt, p.data, round(loss.item(), 4))
