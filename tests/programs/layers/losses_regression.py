import torch
import torch.nn as nn

pred = torch.tensor([0.5, 2.0, -1.0, 4.0], requires_grad=True)
target = torch.tensor([1.0, 2.0, 1.0, 0.0])
for crit in [nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.SmoothL1Loss(beta=0.5), nn.HuberLoss(), nn.HuberLoss(delta=2.0),
             nn.MSELoss(reduction='sum'), nn.L1Loss(reduction='sum')]:
    pred.grad = None
    loss = crit(pred, target)
    loss.backward()
    print(crit, loss, pred.grad)
print(nn.MSELoss(reduction='none')(pred, target))
print(nn.MSELoss()(target, pred))
try:
    nn.MSELoss(reduction='avg')(pred, target)
except ValueError as e:
    print(e)
