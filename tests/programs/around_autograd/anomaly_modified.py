import torch
with torch.autograd.set_detect_anomaly(True):
    x = torch.tensor([1.0, 4.0], requires_grad=True)
    y = (x * x)
    x2 = y.exp()
    y += 1
    x2.sum().backward()
    y = x.exp()
    y.add_(1)
    y.sum().backward()
