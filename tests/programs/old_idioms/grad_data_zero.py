import torch
from torch.autograd import Variable
w = Variable(torch.Tensor([[1.0, 2.0]]), requires_grad=True)
x = Variable(torch.Tensor([[3.0], [4.0]]))
for i in range(3):
    if w.grad is not None:
        w.grad.data.zero_()
    out = torch.mm(w, x)
    out.backward()
    w.data.add_(-0.01 * w.grad.data)
    print(i, out.data[0][0], w.data.numpy())
