import torch
x = torch.tensor([1., 2., 3.], requires_grad=True)
y = x ** 2 \
    + 3 * x \
    - 1
z = (y
     .sum()
     .sqrt())
loss = (
    z * 2
    + 1  # constant
)
loss.backward(
    retain_graph=False,
)
print(loss, x.grad); print('done')
