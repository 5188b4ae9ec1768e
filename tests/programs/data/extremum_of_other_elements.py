import torch
a = torch.tensor([4.0, 4.0, 3.0], requires_grad=True)
most, least, whole = a.amax(), a.amin(0), a.max()
a.data = torch.tensor([1.0, 2.0, 3.0])
for result in [most, least, whole]:
    a.grad = None
    result.backward(torch.tensor(-2.0))
    print(a.grad)
