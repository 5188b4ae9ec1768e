import torch
import torch.nn as nn
torch.manual_seed(0)
backbone = nn.Linear(3, 2)
head = nn.Linear(2, 1)

def extract(x):
    with torch.no_grad():
        return head(backbone(x))         # the head was meant to be outside

opt = torch.optim.SGD(head.parameters(), lr=0.1)
loss = extract(torch.randn(4, 3)).mean()
print(loss.requires_grad, loss)
loss.backward()
