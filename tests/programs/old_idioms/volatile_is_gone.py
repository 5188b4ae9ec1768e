import torch
from torch.autograd import Variable
x = Variable(torch.ones(1), volatile=True)
