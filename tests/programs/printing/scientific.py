import torch
print(torch.tensor([0.00001234]))
print(torch.tensor([0.0001, 1000.]))
print(torch.tensor([0.0001, 1001.]))
print(torch.tensor([99999999.]))
print(torch.tensor([100000001.]))
print(torch.tensor(1e-10), torch.tensor(1e10), torch.tensor(123456789))
print(torch.tensor(1/3), torch.tensor(2/3, dtype=torch.double))
print(torch.exp(torch.arange(0., 30., 5.)))
