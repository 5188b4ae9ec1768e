import torch
losses = torch.tensor([0.5, 0.25])
print('losses: {}'.format(losses))
print('losses: {:.2f}'.format(losses))
