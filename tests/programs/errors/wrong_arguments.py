# What PyTorch's parser of arguments says, caught and printed.
import torch
import torch.nn.functional as F

x = torch.ones(2, 3, requires_grad=True)
calls = [
    lambda: torch.relu(),
    lambda: torch.relu([1.0, 2.0]),
    lambda: torch.relu(x, 1),
    lambda: torch.sum(x, "rows"),
    lambda: x.sum(dim="rows"),
    lambda: x.sum(1, 2),
    lambda: x.mean(axis=1, keepdims=2),
    lambda: x.mean(foo=1),
    lambda: x.view("a"),
    lambda: x.view(2, "a"),
    lambda: x.reshape(2, 3.0),
    lambda: torch.cat(x),
    lambda: torch.cat([x, 1]),
    lambda: torch.stack([x, None]),
    lambda: torch.matmul(x, [1, 2]),
    lambda: torch.mm(x),
    lambda: torch.add(x, "a"),
    lambda: x.add(),
    lambda: torch.pow("a", 2),
    lambda: x.clamp("a"),
    lambda: x.t(1),
    lambda: x.exp(dim=1),
    lambda: x.transpose(0),
    lambda: x.permute("a", 1),
    lambda: x.unsqueeze(),
    lambda: F.relu(),
    lambda: F.relu([1.0]),
    lambda: F.softmax([1.0], dim=0),
    lambda: F.softmax(x, dim=1.5),
    lambda: F.mse_loss(x, 1.0),
    lambda: F.mse_loss(x),
    lambda: F.cross_entropy(x, [0, 1]),
    lambda: F.linear(x, x, bias="a"),
    lambda: F.conv2d(x),
    lambda: F.max_pool2d(None, 2),
    lambda: torch.where(x > 0, x, "a"),
    lambda: torch.split(x),
    lambda: x.split(),
    lambda: torch.linalg.inv("a"),
]
for number, call in enumerate(calls):
    try:
        call()
        print(number, "fine")
    except (TypeError, AttributeError) as e:
        print(number, type(e).__name__, e)


# What is not in the table of ops: methods, creation, indices, operators, modules.
def set_flag():
    x.requires_grad = "yes"


more = [
    lambda: torch.zeros("a"),
    lambda: torch.zeros(2.5),
    lambda: torch.zeros([1.5]),
    lambda: torch.zeros(2, "a"),
    lambda: torch.ones_like([1]),
    lambda: torch.eye("a"),
    lambda: torch.tensor("a"),
    lambda: torch.tensor([[1], [2, 3]]),
    lambda: x.size("a"),
    lambda: x.stride("a"),
    lambda: x.type_as("a"),
    lambda: x.dim(1),
    lambda: x.item(1),
    lambda: x.requires_grad_("yes"),
    lambda: x[1.5],
    lambda: x[0:"a"],
    set_flag,
    lambda: x + "a",
    lambda: "a" + x,
    lambda: x + None,
    lambda: x @ 3,
    lambda: x < "a",
    lambda: torch.nn.Linear("a", "b"),
    lambda: torch.nn.Linear(),
    lambda: torch.nn.Conv2d(1, 2),
    lambda: torch.nn.Embedding("a", 2),
]
for number, call in enumerate(more):
    try:
        call()
        print(number, "fine")
    except (TypeError, ValueError, IndexError, RuntimeError) as e:
        print(number, type(e).__name__, e)
