import torch
from torch import nn
import torch.nn.functional as F

logits = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
labels = torch.tensor([1, 0, 1])
for attempt in [
    lambda: nn.BCEWithLogitsLoss()(logits, labels),
    lambda: nn.BCELoss()(logits.sigmoid(), labels),
    lambda: nn.BCELoss()(logits.sigmoid(), labels.double()),
    lambda: nn.BCEWithLogitsLoss()(logits, labels > 0),
    lambda: F.kl_div(logits, labels),
    lambda: nn.MSELoss()(logits, labels),
]:
    try:
        print(attempt())
    except RuntimeError as error:
        print("RuntimeError", error)
loss = nn.BCEWithLogitsLoss()(logits, labels.float())
loss.backward()
print(loss, logits.grad)
