import torch
t = torch.tensor(3.)
if t:
    print('3 is true')
if not torch.zeros(1):
    print('[0] is false')
if torch.tensor([1., 2.]) > 0:
    print('never')
