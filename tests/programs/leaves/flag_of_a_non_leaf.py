import torch
x = torch.tensor(2., requires_grad=True)
y = x * 3
y.requires_grad = True     # it already is: allowed
print(y.requires_grad)
y.requires_grad = False    # not allowed
