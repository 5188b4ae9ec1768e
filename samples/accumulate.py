# backward() adds to .grad. Whoever wants the gradient of one step alone sets it to zero before.
import torch

w = torch.tensor(2.0, requires_grad=True)

for step in range(3):
    loss = w**2
    loss.backward()
    print("step", step, "w.grad =", w.grad)

w.grad.zero_()
loss = w**2
loss.backward()
print("after zero_(), w.grad =", w.grad)
