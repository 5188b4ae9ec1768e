import torch

class AverageMeter(object):
    """Computes and stores the average and current value"""
    def __init__(self, name, fmt=':f'):
        self.name = name
        self.fmt = fmt
        self.reset()

    def reset(self):
        self.val = 0
        self.avg = 0
        self.sum = 0
        self.count = 0

    def update(self, val, n=1):
        self.val = val
        self.sum += val * n
        self.count += n
        self.avg = self.sum / self.count

    def __str__(self):
        fmtstr = '{name} {val' + self.fmt + '} ({avg' + self.fmt + '})'
        return fmtstr.format(**self.__dict__)

class EarlyStopping:
    def __init__(self, patience=2, delta=0.):
        self.patience, self.delta = patience, delta
        self.best, self.counter, self.early_stop = None, 0, False
    def __call__(self, loss):
        if self.best is None or loss < self.best - self.delta:
            self.best, self.counter = loss, 0
        else:
            self.counter += 1
            print(f'EarlyStopping counter: {self.counter} out of {self.patience}')
            self.early_stop = self.counter >= self.patience
        return self.early_stop

w = torch.nn.Parameter(torch.tensor([2.]))
opt = torch.optim.SGD([w], lr=0.9)
losses, stop = AverageMeter('Loss', ':.4f'), EarlyStopping(delta=0.05)
for epoch in range(20):
    loss = (w ** 2).sum()
    losses.update(loss.item(), n=2)
    opt.zero_grad(); loss.backward(); opt.step()
    if stop(loss.item()):
        print('stopped at', epoch)
        break
print(losses)
