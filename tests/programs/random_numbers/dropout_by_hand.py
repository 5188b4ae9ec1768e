import torch
def dropout(x, p, training=True):
    if not training or p == 0:
        return x
    mask = (torch.rand(x.shape) > p).float()
    return mask * x / (1.0 - p)
torch.manual_seed(0)
X = torch.arange(8, dtype=torch.float32).reshape((2, 4)).requires_grad_()
print(dropout(X, 0.))
Y = dropout(X, 0.5)
print(Y)
Y.sum().backward()
print(X.grad)
print(dropout(X, 1.))      # 0 * x / 0
