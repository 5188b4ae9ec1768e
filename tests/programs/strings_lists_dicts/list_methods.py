import torch
history = []
x = torch.tensor(1.0, requires_grad=True)
for i in range(4):
    y = (x * i) ** 2
    history.append(y.item())
print(history, history[-1], history[1:3], history[::-1], history[::2])
history.extend([0.5, 0.25])
history.insert(0, -1.0)
history.remove(4.0)
print(history.pop(), history, history.index(9.0), history.count(1.0))
history.sort()
history.reverse()
print(history, len(history), 9.0 in history, sum(history) / len(history))
a = [1, 2] + [3] * 2
a[0] = 'x'
a += ['end']
del a[1]
print(a, a == ['x', 3, 3, 'end'])
history.clear()
print(history)
