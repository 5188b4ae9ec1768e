# optimise the input, not the network
import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.Tanh())
for p in net.parameters():
    p.requires_grad_(False)
def gram_matrix(input):
    a, b, c, d = input.size()
    features = input.view(a * b, c * d)
    G = torch.mm(features, features.t())
    return G.div(a * b * c * d)
style = gram_matrix(net(torch.randn(1, 1, 6, 6))).detach()
img = torch.zeros(1, 1, 6, 6).add_(0.1).requires_grad_()
opt = torch.optim.Adam([img], lr=0.1)
for i in range(8):
    opt.zero_grad()
    loss = nn.functional.mse_loss(gram_matrix(net(img)), style) * 1000
    loss.backward()
    opt.step()
    with torch.no_grad():
        img.clamp_(-1, 1)
    if i % 2 == 0: print(i, round(loss.item(), 3))
print(img[0, 0, 0], [p.grad for p in net.parameters()])
