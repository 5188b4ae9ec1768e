import torch

# inputs: (temp, rainfall, humidity)
inputs = torch.tensor([[73., 67., 43.],
                       [91., 88., 64.],
                       [87., 134., 58.]])
# targets: (apples, oranges)
targets = torch.tensor([[56., 70.],
                        [81., 101.],
                        [119., 133.]])

w = torch.tensor([[0.1, 0.2, 0.3], [-0.1, 0.5, 0.25]], requires_grad=True)
b = torch.tensor([0.5, -0.5], requires_grad=True)

def model(x):
    return x @ w.t() + b

def mse(t1, t2):
    diff = t1 - t2
    return torch.sum(diff * diff) / diff.numel()

preds = model(inputs)
print(preds)
loss = mse(preds, targets)
print(loss)
loss.backward()
print(w.grad)
print(b.grad)
