# minimise x^2 + y^2 subject to x + y = 1 by gradient descent-ascent
import torch
x = torch.nn.Parameter(torch.tensor([2.0, -1.0]))
lam = torch.nn.Parameter(torch.tensor(0.0))
opt_x = torch.optim.SGD([x], lr=0.1)
opt_l = torch.optim.SGD([lam], lr=0.1, maximize=True)
for i in range(40):
    opt_x.zero_grad(); opt_l.zero_grad()
    L = x.pow(2).sum() + lam * (x.sum() - 1)
    L.backward()
    opt_x.step(); opt_l.step()
    if i % 10 == 9:
        print(i, [round(v, 4) for v in x.tolist()], round(lam.item(), 4))
