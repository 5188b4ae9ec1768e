import torch

class Batches:
    """Yields mini-batches of a pair of tensors."""
    def __init__(self, x, y, bs):
        self.x, self.y, self.bs = x, y, bs

    def __len__(self):
        return (len(self.x) + self.bs - 1) // self.bs

    def __getitem__(self, i):
        if i >= len(self):
            raise IndexError(i)
        s = slice(i * self.bs, (i + 1) * self.bs)
        return self.x[s], self.y[s]

    def __iter__(self):
        for i in range(len(self)):
            yield self[i]

    def __contains__(self, i):
        return 0 <= i < len(self)

x = torch.arange(10.).reshape(5, 2)
y = x.sum(1)
batches = Batches(x, y, 2)
print(len(batches), 2 in batches, 3 in batches)
w = torch.ones(2, requires_grad=True)
for xb, yb in batches:
    loss = ((xb @ w - 2 * yb) ** 2).sum()
    loss.backward()
    print(xb.shape, w.grad)
xb, yb = batches[-1]
print(xb, yb)
