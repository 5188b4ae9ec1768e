import torch
import torch.nn as nn

X = torch.tensor([[2., 1.], [1., 3.], [-1., -2.], [-2., -1.]])
Y = torch.tensor([1., 1., -1., -1.])
torch.manual_seed(0)
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
c = 0.01
for epoch in range(3):
    perm = torch.randperm(len(Y))
    sum_loss = 0
    for i in range(0, len(Y), 2):
        x = X[perm[i : i + 2]]
        y = Y[perm[i : i + 2]]
        optimizer.zero_grad()
        output = model(x).squeeze()
        weight = model.weight.squeeze()
        loss = torch.mean(torch.clamp(1 - y * output, min=0))
        loss += c * (weight.t() @ weight) / 2.0
        loss.backward()
        optimizer.step()
        sum_loss += float(loss)
    print("Epoch: {:4d}\tloss: {:.4f}".format(epoch, sum_loss / len(Y)))
w = torch.zeros(2)
b = 0.
mistakes = 0
for x, y in zip(X, Y):
    if y * (w @ x + b) <= 0:
        w += y * x
        b += y
        mistakes += 1
print(w, b, mistakes)
