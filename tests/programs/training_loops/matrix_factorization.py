import torch
R = torch.tensor([[5., 3., 0.], [4., 0., 1.], [1., 1., 5.]])
mask = R > 0
U = torch.full((3, 2), 0.5)
U[:, 1] = torch.tensor([1., 0.5, -0.5])
V = torch.full((3, 2), 0.5)
V[2] = torch.tensor([1.0, -1.0])
U.requires_grad_(); V.requires_grad_()
for it in range(25):
    pred = U @ V.T
    loss = ((pred - R)[mask] ** 2).mean() + 0.01 * (U.norm() ** 2 + V.norm() ** 2)
    loss.backward()
    with torch.no_grad():
        for P in (U, V):
            P -= 0.05 * P.grad
            P.grad = None
    if it % 8 == 0:
        print(it, '%.3f' % loss)
