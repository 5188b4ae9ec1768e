import torch
x = torch.tensor(2., requires_grad=True)
y = x * 3
def post(grad_inputs, grad_outputs):
    print('in', grad_inputs, 'out', grad_outputs)
y.grad_fn.register_hook(post)
y.backward()
