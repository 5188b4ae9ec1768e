import torch
from torch import nn
from torch.nn.utils import parameters_to_vector, vector_to_parameters

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
vec = parameters_to_vector(net.parameters())
print(vec.shape, vec)
x = torch.tensor([[1., -1.], [0.5, 2.]])
(net(x).sum() + vec.pow(2).sum()).backward()
flat_grad = torch.cat([p.grad.view(-1) for p in net.parameters()])
print(flat_grad)
vector_to_parameters(torch.arange(9.), net.parameters())
print(net[0].weight, net[2].bias)
print(net(x))
vector_to_parameters([1.], net.parameters())   # TypeError
