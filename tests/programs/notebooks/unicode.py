import torch
# градиент, 勾配, dérivée
α = torch.tensor(0.5, requires_grad=True)
β = torch.tensor(2.0, requires_grad=True)
ŷ = α * β ** 2
ŷ.backward()
print('∂ŷ/∂α =', α.grad.item(), '∂ŷ/∂β =', β.grad.item())
print('学习率: {:.1f} ✓'.format(0.1), 'é'.upper(), len('日本'))
