import torch
x = torch.tensor([1., 3., 3., 2.], requires_grad=True)
x.max().backward()
print('max()     ', x.grad)
x.grad = None
x.max(dim=0).values.backward()
print('max(dim=0)', x.grad)
x.grad = None
x.amax(0).backward()
print('amax      ', x.grad)
x.grad = None
torch.maximum(x, torch.tensor(3.)).sum().backward()
print('maximum   ', x.grad)
x.grad = None
x.median().backward()
print('median    ', x.grad)
x.grad = None
x.topk(1).values.sum().backward()
print('topk      ', x.grad)
