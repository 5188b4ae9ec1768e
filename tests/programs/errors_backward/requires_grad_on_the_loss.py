import torch
# makes the error go away, and nothing learn
w = torch.tensor(2., requires_grad=True)
loss = torch.tensor(w.item() ** 2)
loss.requires_grad = True
loss.backward()
print(w.grad, loss.grad)
