import torch
from torch.optim import Optimizer

class SignSGD(Optimizer):
    def __init__(self, params, lr=1e-2):
        if lr < 0.0:
            raise ValueError("Invalid learning rate: {}".format(lr))
        defaults = dict(lr=lr)
        super(SignSGD, self).__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is None:
                    continue
                state = self.state[p]
                state['step'] = state.get('step', 0) + 1
                p.add_(torch.sign(p.grad), alpha=-group['lr'])
        return loss

w = torch.tensor([0.35, -0.8], requires_grad=True)
opt = SignSGD([w], lr=0.1)
for _ in range(4):
    opt.zero_grad()
    (w ** 2).sum().backward()
    opt.step()
    print(w)
print(opt.state[w]['step'])
