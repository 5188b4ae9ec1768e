import torch
x = torch.tensor([-1.5, 2.5], requires_grad=True)
print(abs(x), round(2.567, 1), pow(2, 5), pow(x, 2))
print(int(3.9), int('12'), float('1.5'), float(7), str(5) + '!', bool([]), bool('a'))
print(int(torch.tensor(7.9)), float(torch.tensor(0.5)), bool(torch.tensor(0)))
print(divmod(7, 2), abs(-3), round(torch.tensor(2.6).item()))
