import torch
print(torch.zeros(2), torch.ones(1, 2), torch.full((2, 2), 7), torch.eye(2, 3), torch.empty(0))
print(torch.arange(3), torch.arange(1, 4), torch.arange(0, 1, 0.3), torch.arange(5, 0, -2), torch.linspace(0, 1, 5), torch.logspace(0, 2, 3))
x = torch.ones(2, 2)
print(torch.zeros_like(x), torch.ones_like(x, dtype=torch.long), torch.full_like(x, 5), torch.empty_like(x).shape)
print(torch.tensor(3.), torch.tensor([]), torch.tensor([[1, 2]]), torch.tensor([1, 2.5]), torch.tensor((True, False)), torch.as_tensor([1]))
print(torch.zeros((2, 1)), torch.zeros([1]), torch.ones(2, dtype=torch.int32), torch.zeros(2, requires_grad=True), torch.scalar_tensor(2.))
print(torch.tril(torch.ones(2, 2)), torch.diag(torch.ones(2)), torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3])))
