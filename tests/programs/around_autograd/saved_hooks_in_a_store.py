import torch
store = {}
def pack(x):
    i = len(store)
    store[i] = x
    return i
def unpack(i):
    return store[i]
x = torch.tensor([1., 2.], requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
    y = (x.exp() * x).sum()
print(len(store))
y.backward()
print(x.grad)
with torch.autograd.graph.saved_tensors_hooks(lambda x: x * 4, lambda x: x / 4):
    y = torch.pow(x, 2)
y.sum().backward()
print(x.grad, y.grad_fn._saved_self if False else "")
