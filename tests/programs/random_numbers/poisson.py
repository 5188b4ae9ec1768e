# Counts of events: torch.poisson, whose gradient is zero.
import torch

torch.manual_seed(0)
rate = torch.tensor([0.0, 0.5, 3.0, 9.9, 10.0, 50.0, 1000.0], requires_grad=True)
counts = torch.poisson(rate)
print(counts)
counts.sum().backward()
print(rate.grad)
print(torch.poisson(torch.rand(4, 4) * 20, generator=torch.Generator().manual_seed(1)))
print(torch.rand(2))

for wrong in (lambda: torch.poisson(torch.tensor([-1.0])), lambda: torch.poisson(torch.tensor([1]))):
    try:
        wrong()
    except (RuntimeError, NotImplementedError) as e:
        print(e)
