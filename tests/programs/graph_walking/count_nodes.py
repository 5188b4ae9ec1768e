import torch
x = torch.tensor(1.5, requires_grad=True)
y = x
for _ in range(5):
    y = torch.sin(y) * y
seen = []
stack = [y.grad_fn]
while stack:
    fn = stack.pop()
    if fn is None or fn in seen:
        continue
    seen.append(fn)
    for nxt, _ in fn.next_functions:
        stack.append(nxt)
names = [fn.name() for fn in seen]
print(len(names))
for n in sorted(set(names)):
    print(n, names.count(n))
