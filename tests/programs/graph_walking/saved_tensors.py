import torch
a = torch.tensor([1., 2.], requires_grad=True)
b = torch.tensor([3., 4.], requires_grad=True)
prod = a * b
print(prod.grad_fn._saved_self, prod.grad_fn._saved_other)
print(prod.grad_fn._saved_self is a, prod.grad_fn._saved_other is b)
e = a.exp()
print(torch.equal(e.grad_fn._saved_result, e), e.grad_fn._saved_result is e)
p = a.pow(3)
print(p.grad_fn._saved_exponent)
