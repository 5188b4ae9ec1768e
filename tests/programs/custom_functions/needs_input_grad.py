import torch
class Mul(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b
    @staticmethod
    def backward(ctx, g):
        a, b = ctx.saved_tensors
        print('needs', ctx.needs_input_grad)
        return (g * b if ctx.needs_input_grad[0] else None), (g * a if ctx.needs_input_grad[1] else None)
x = torch.tensor(2., requires_grad=True)
c = torch.tensor(5.)
Mul.apply(x, c).backward()
Mul.apply(c, x).backward()
y = Mul.apply(x, x)
y.backward()
print(x.grad, c.grad)
print(y.grad_fn.next_functions[1][0].name(), len(y.grad_fn.next_functions))
print(torch.autograd.grad(Mul.apply(x, c), x))
