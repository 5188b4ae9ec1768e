import torch
class Sq(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * x
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return 2 * x * g
def pack(x):
    print("pack", x)
    return x + 1
def unpack(x):
    print("unpack", x)
    return x - 1
x = torch.tensor([3.], requires_grad=True)
with torch.autograd.graph.saved_tensors_hooks(pack, unpack):
    y = Sq.apply(x)
y.backward()
print(x.grad)
