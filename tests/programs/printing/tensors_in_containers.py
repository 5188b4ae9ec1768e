import torch
x = torch.tensor([1., 2.])
print([x, x * 2])
print((x,))
print({'w': x, 'b': torch.tensor(0.)})
print([x.item() for x in torch.arange(3.)])
print([torch.tensor(1), 'a'])
print((torch.eye(2), None))
