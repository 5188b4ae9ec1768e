import torch

# bootstrapped target as in Q-learning
w = torch.tensor([0.5, 0.2], requires_grad=True)
s = torch.tensor([1., 2.])
s_next = torch.tensor([2., 1.])
reward, gamma = 1.0, 0.9

q = (w * s).sum()
target = reward + gamma * (w * s_next).sum().detach()
loss = (target - q) ** 2
loss.backward()
print(w.grad)

# without detach it is the residual gradient
w.grad = None
q = (w * s).sum()
target = reward + gamma * (w * s_next).sum()
((target - q) ** 2).backward()
print(w.grad)
