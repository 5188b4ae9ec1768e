import torch
import torch.nn as nn
import torch.nn.functional as F

class SiameseNetwork(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace=True), nn.Linear(4, 2))

    def forward_once(self, x):
        return self.net(x)

    def forward(self, input1, input2):
        return self.forward_once(input1), self.forward_once(input2)

class ContrastiveLoss(torch.nn.Module):
    """
    Contrastive loss function.
    """
    def __init__(self, margin=2.0):
        super(ContrastiveLoss, self).__init__()
        self.margin = margin

    def forward(self, output1, output2, label):
        euclidean_distance = F.pairwise_distance(output1, output2, keepdim=True)
        loss_contrastive = torch.mean((1-label) * torch.pow(euclidean_distance, 2) +
                                      (label) * torch.pow(torch.clamp(self.margin - euclidean_distance, min=0.0), 2))
        return loss_contrastive

torch.manual_seed(0)
net = SiameseNetwork()
criterion = ContrastiveLoss()
a = torch.tensor([[1., 0., 0.], [0., 1., 0.]])
b = torch.tensor([[1., 0.1, 0.], [0., 0., 1.]])
label = torch.tensor([[0.], [1.]])
loss = criterion(*net(a, b), label)
loss.backward()
print(loss)
print(net.net[0].weight.grad)
# NT-Xent of SimCLR
z = F.normalize(torch.cat(net(a, b)), dim=1)
sim = z @ z.T / 0.5
sim = sim.masked_fill(torch.eye(4, dtype=torch.bool), float('-inf'))
targets = torch.tensor([2, 3, 0, 1])
print(F.cross_entropy(sim, targets))
print(nn.TripletMarginLoss(margin=1.0)(z[:1], z[2:3], z[1:2]))
