import torch

counter = 0
w = torch.tensor(1.5, requires_grad=True)

def step(x):
    global counter
    counter += 1
    return w * x

out = step(2.) + step(3.)
out.backward()
print(counter, w.grad)
