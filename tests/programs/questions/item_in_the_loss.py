import torch
# numbers leave the graph
w = torch.tensor([1., 2.], requires_grad=True)
loss = 0
for i in range(2):
    loss += (w[i] * 3).item()
print(loss)
torch.tensor(loss, requires_grad=True).backward()
print(w.grad)
