import torch

def f(x):
	y = x * 2
	if y > 1:
		return y
	return -y

def g(x):
  if x > 0:
    return x
  else:
    return -x

x = torch.tensor(-3., requires_grad=True)
(f(x) + g(x)).backward()
print(x.grad)
