import torch
import torch.nn.functional as F
x = torch.tensor([[1.0, 4.0, 4.0]], requires_grad=True)
t = torch.tensor([[0.75, 0.25, 0.25]], requires_grad=True)
ones = torch.ones(3)
for reduction in ["mean", "sum", "none"]:
    for weight, pos_weight in [(None, None), (ones, None), (None, ones), (ones, ones)]:
        for recorded in [False, True]:
            y = F.binary_cross_entropy_with_logits(
                x, t, weight=weight, pos_weight=pos_weight, reduction=reduction
            )
            g = torch.autograd.grad(y, [x, t], torch.ones_like(y), create_graph=recorded)
            print(reduction, recorded, [part._version for part in g])
