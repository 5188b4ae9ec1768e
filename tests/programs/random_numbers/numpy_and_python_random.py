import random
import numpy as np
import torch

def set_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed_all(seed)

set_seed(7)
print(random.random(), random.randint(1, 10), random.choice(['a', 'b', 'c']), random.uniform(-1, 1))
lst = list(range(6))
random.shuffle(lst)
print(lst, random.sample(range(20), 4), round(random.gauss(0, 1), 6))
print(np.random.rand(3), np.random.randn(2), np.random.normal(0, 2, 2))
print(np.random.randint(0, 10, 5), np.random.permutation(4), np.random.choice(3, 4), np.random.uniform(0, 1))
a = np.arange(5)
np.random.shuffle(a)
print(a)
rng = np.random.RandomState(0)
X = rng.randn(4, 2).astype('float32')
print(X)
rng2 = np.random.default_rng(0)
print(rng2.normal(size=2), rng2.integers(0, 10, 3), rng2.random(2))
t = torch.from_numpy(X)
w = torch.randn(2, requires_grad=True)
(t @ w).sum().backward()
print(w.grad, torch.from_numpy(X.sum(0)))
