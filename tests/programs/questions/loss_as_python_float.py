import torch
w = torch.tensor(2., requires_grad=True)
loss = float(w ** 2)
print(loss)
loss.backward()
