import torch
a = torch.tensor([2., 3.], requires_grad=True)
Q = 3 * a ** 3
Q.backward(gradient=torch.tensor([1., 1., 1.]))
