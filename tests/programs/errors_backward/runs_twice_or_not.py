# Which operations can run backward twice? Only those that need nothing saved.
import torch

a = torch.tensor([1.0, 4.0], requires_grad=True)
b = torch.tensor([2.0, 3.0], requires_grad=True)
M = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)

ops = {
    "add": lambda: a + b,
    "sub": lambda: a - b,
    "neg": lambda: -a,
    "sum": lambda: M.sum(),
    "mean": lambda: M.mean(),
    "reshape": lambda: M.reshape(4),
    "slice": lambda: M[:, 0],
    "T": lambda: M.T,
    "cat": lambda: torch.cat([a, b]),
    "expand": lambda: a.expand(3, 2),
    "clone": lambda: a.clone(),
    "1 - a": lambda: 1 - a,
    "mul": lambda: a * b,
    "a * 2": lambda: a * 2,
    "a / 2": lambda: a / 2,
    "pow": lambda: a ** 2,
    "exp": lambda: a.exp(),
    "relu": lambda: torch.relu(a),
    "abs": lambda: a.abs(),
    "max": lambda: a.max(),
    "maximum": lambda: torch.maximum(a, b),
    "where": lambda: torch.where(a > 2, a, b),
    "sqrt": lambda: a.sqrt(),
    "sin": lambda: a.sin(),
    "matmul": lambda: M @ a,
    "softmax": lambda: torch.softmax(a, 0),
    "stack": lambda: torch.stack([a, b]),
    "unbind": lambda: a.unbind()[0],
    "cumsum": lambda: a.cumsum(0),
    "index_select": lambda: a.index_select(0, torch.tensor([0, 1])),
    "gather": lambda: a.gather(0, torch.tensor([1])),
    "masked_fill": lambda: a.masked_fill(a > 2, 0.0),
    "clamp": lambda: a.clamp(0, 2),
    "var": lambda: a.var(),
    "prod": lambda: a.prod(),
    "norm": lambda: a.norm(),
    "detach + a": lambda: a.detach() + a,
    "to double": lambda: a.double(),
    "unsqueeze": lambda: a.unsqueeze(0),
    "repeat": lambda: a.repeat(2),
    "flip": lambda: a.flip(0),
    "roll": lambda: a.roll(1),
    "tril": lambda: M.tril(),
    "diag": lambda: torch.diag(M),
    "trace": lambda: M.trace(),
    "a[idx]": lambda: a[torch.tensor([0, 0])],
    "a[mask]": lambda: a[a > 2],
    "lerp": lambda: torch.lerp(a, b, 0.5),
    "add alpha": lambda: torch.add(a, b, alpha=2),
    "rsub": lambda: torch.rsub(a, b),
    "floor": lambda: a.floor(),
    "sign": lambda: a.sign(),
    "logsumexp": lambda: a.logsumexp(0),
    "log": lambda: a.log(),
    "tanh": lambda: a.tanh(),
    "sigmoid": lambda: a.sigmoid(),
    "outer": lambda: torch.outer(a, b),
    "dot": lambda: a @ b,
    "sort": lambda: a.sort().values,
    "topk": lambda: a.topk(1).values,
    "max dim": lambda: M.max(1).values,
    "min": lambda: a.min(),
    "amax": lambda: M.amax(1),
    "median": lambda: a.median(),
    "einsum": lambda: torch.einsum("ij,j->i", M, a),
    "mse": lambda: torch.nn.functional.mse_loss(a, b),
    "l1": lambda: torch.nn.functional.l1_loss(a, b),
    "linear": lambda: torch.nn.functional.linear(a, M),
    "log_softmax": lambda: torch.log_softmax(a, 0),
    "leaky_relu": lambda: torch.nn.functional.leaky_relu(a),
    "dropout 0": lambda: torch.nn.functional.dropout(a, 0.0),
    "softplus": lambda: torch.nn.functional.softplus(a),
}
for name, f in ops.items():
    out = f().sum() if name not in ("sum", "mean") else f()
    out.backward()
    try:
        out.backward()
    except RuntimeError as e:
        print(f"{name:14} once  ({str(e)[:50]}...)")
    else:
        print(f"{name:14} twice")
print(a.grad, b.grad, M.grad, sep="\n")
