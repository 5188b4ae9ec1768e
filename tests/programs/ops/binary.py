import torch
a = torch.tensor([2., 3.], requires_grad=True)
b = torch.tensor([4., 0.5], requires_grad=True)
for y in (a + b, a - b, a * b, a / b, a ** b, torch.maximum(a, b), torch.minimum(a, b), torch.atan2(a, b), a % b,
          torch.add(a, b, alpha=2), torch.sub(a, b, alpha=3), torch.addcmul(a, a, b, value=0.5), torch.lerp(a, b, 0.25), torch.hypot(a, b)):
    a.grad = b.grad = None
    y.sum().backward()
    print(y.grad_fn.name(), a.grad, b.grad)
