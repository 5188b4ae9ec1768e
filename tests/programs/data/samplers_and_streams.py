import numpy as np
import torch
from collections import namedtuple
from torch.utils.data import (BatchSampler, ChainDataset, ConcatDataset, DataLoader, Dataset, IterableDataset,
                              RandomSampler, SequentialSampler, StackDataset, Subset, SubsetRandomSampler,
                              TensorDataset, random_split, default_collate)

torch.manual_seed(3)
Item = namedtuple("Item", "x y")

class Rows(Dataset):
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __getitem__(self, i):
        if i >= self.n: raise IndexError
        return Item(np.float32(i), [i, float(i)])

class Stream(IterableDataset):
    def __init__(self, n): self.n = n
    def __iter__(self):
        for i in range(self.n):
            yield torch.tensor([i, i * i])

for b in DataLoader(Rows(3), batch_size=2): print(b)
for b in DataLoader(Stream(5), batch_size=2): print(b)
for b in DataLoader(Stream(5), batch_size=2, drop_last=True): print(b.shape)
print([x.tolist() for x in ChainDataset([Stream(2), Stream(1)])])
print(list(BatchSampler(SequentialSampler(range(7)), 3, False)), len(BatchSampler(RandomSampler(range(7)), 3, True)))
print(list(RandomSampler(range(5))), list(RandomSampler(range(4), replacement=True, num_samples=6)), list(SubsetRandomSampler([4, 7, 9])))
a, b, c = random_split(range(10), [0.5, 0.3, 0.2])
print(list(a), list(b), c.indices)
both = ConcatDataset([TensorDataset(torch.arange(3)), TensorDataset(torch.arange(10, 12))])
print(len(both), both[3], both[-1])
print(StackDataset(a=range(3), b="xyz")[1], StackDataset(range(3), "xyz")[2])
loader = DataLoader(both, batch_size=2, shuffle=True)
it = iter(loader)
print(next(it), len(loader), len(loader.dataset), loader.batch_size)
print(next(it), next(it))
try: next(it)
except StopIteration: print("end")
print(torch.rand(1))
print([t for t in DataLoader(torch.arange(4.), batch_size=None)])
print(default_collate([{"a": 1, "b": (1., "s")}, {"a": 2, "b": (2., "t")}]))
w = torch.ones(4, 2, requires_grad=True)
for (r,) in DataLoader(TensorDataset(w * 2), batch_size=2):
    print(r)
    r.sum().backward(retain_graph=True)
print(w.grad)
for bad in (dict(batch_size=0), dict(shuffle=True, sampler=[0]), dict(batch_size=None, drop_last=True), dict(num_workers=-1)):
    try: DataLoader(range(3), **bad)
    except ValueError as e: print(e)
try: TensorDataset(torch.ones(2), torch.ones(3))
except AssertionError as e: print(e)
try: random_split(range(10), [3, 3])
except ValueError as e: print(e)
try: default_collate([None])
except TypeError as e: print(e)
for batch in DataLoader([(torch.zeros(2), 1), (torch.ones(2), 0)], batch_size=2): print(batch)
