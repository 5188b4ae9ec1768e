import torch

class RoundSTE(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, g):
        return g

class Binarize(torch.autograd.Function):
    @staticmethod
    def forward(ctx, input):
        ctx.save_for_backward(input)
        return input.sign()

    @staticmethod
    def backward(ctx, grad_output):
        input, = ctx.saved_tensors
        grad_input = grad_output.clone()
        grad_input[input.abs() > 1] = 0
        return grad_input

w = torch.tensor([0.3, -1.7, 2.4, 0.9], requires_grad=True)
target = torch.tensor([1., -1., 3., 0.])
for name, q in [('torch.round', torch.round), ('STE', RoundSTE.apply), ('sign', Binarize.apply), ('detach', lambda x: x + (x.round() - x).detach())]:
    w.grad = None
    loss = ((q(w) - target) ** 2).sum()
    loss.backward()
    print(name, loss.item(), w.grad)
