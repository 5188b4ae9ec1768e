import torch

x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
device = torch.device("cpu")
tries = {
    "x.to(torch.float32)": x.to(torch.float32),
    "x.to(device)": x.to(device),
    "x.to('cpu')": x.to("cpu"),
    "x.float()": x.float(),
    "x.cpu()": x.cpu(),
    "x.contiguous()": x.contiguous(),
    "x.type(torch.FloatTensor)": x.type(torch.FloatTensor),
    "x.type_as(x)": x.type_as(x),
    "x.to(x)": x.to(x),
    "x.to(torch.float64)": x.to(torch.float64),
    "x.double()": x.double(),
    "x.reshape(2, 2)": x.reshape(2, 2),
    "x.view(2, 2)": x.view(2, 2),
    "x.clone()": x.clone(),
    "x.requires_grad_()": x.requires_grad_(),
    "x.detach()": x.detach(),
    "x.data": x.data,
    "x.squeeze()": x.squeeze(),
    "x.expand(2, 2)": x.expand(2, 2),
    "x[:]": x[:],
    "x[...]": x[...],
    "x.T.T": x.T.T,
    "x.T.contiguous()": x.T.contiguous(),
    "x.flatten()": x.flatten(),
    "torch.as_tensor(x)": torch.as_tensor(x),
    "x.to(torch.float32, copy=True)": x.to(torch.float32, copy=True),
    "x * 1": x * 1,
    "+x": +x,
    "x.abs() of no grad": x.detach().abs(),
    "x.real": x.real,
    "x.ravel()": x.ravel(),
    "x.half().float()": x.half().float(),
}
for name, t in tries.items():
    print(f"{name:31} same={str(t is x):5} leaf={str(t.is_leaf):5} {t.grad_fn}".split(" object at")[0])
