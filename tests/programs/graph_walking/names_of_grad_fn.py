import torch
import torch.nn.functional as F

a = torch.tensor([2.0, 3.0], requires_grad=True)
b = torch.tensor([4.0, 5.0], requires_grad=True)
M = torch.arange(4.0).reshape(2, 2).requires_grad_()
B = torch.ones(2, 2, 2, requires_grad=True)


def chain(t):
    names, node = [], t.grad_fn
    while node is not None:
        names.append(node.name())
        node = node.next_functions[0][0] if node.next_functions else None
    return " <- ".join(names)


for text, t in [
    ("1 / a", 1 / a), ("1 - a", 1 - a), ("a - 1", a - 1), ("M.T", M.T), ("M.t()", M.t()), ("M.mT", M.mT), ("M.reshape(4)", M.reshape(4)),
    ("M.T.reshape(4)", M.T.reshape(4)), ("M.view(-1)", M.view(-1)), ("M.flatten()", M.flatten()), ("M.T.flatten()", M.T.flatten()),
    ("a @ b", a @ b), ("M @ a", M @ a), ("a @ M", a @ M), ("M @ M", M @ M), ("B @ B", B @ B), ("B @ M", B @ M), ("B @ a", B @ a), ("M.T.reshape(1, 4)", M.T.reshape(1, 4)),
    ("a.max()", a.max()), ("a.max(0)[0]", a.max(0)[0]), ("M.mean(0)", M.mean(0)), ("a.mean()", a.mean()), ("2 ** a", 2 ** a), ("a ** b", a ** b), ("a ** 2", a ** 2),
    ("a.square()", a.square()), ("F.linear(a, M)", F.linear(a, M)), ("F.linear(M, M, a)", F.linear(M, M, a)), ("F.linear(B, M, a)", F.linear(B, M, a)), ("F.linear(a, M, b)", F.linear(a, M, b)),
    ("einsum", torch.einsum("ij,jk->ik", M, M)), ("einsum dot", torch.einsum("i,i->", a, b)), ("M[...]", M[...]), ("M[:]", M[:]), ("M[0]", M[0]), ("M[0, 1]", M[0, 1]), ("M[[0, 1]]", M[[0, 1]]),
    ("M[M > 1]", M[M > 1]), ("M[:, None]", M[:, None]), ("a.clamp(min=0)", a.clamp(min=0)), ("a.clamp(0, 1)", a.clamp(0, 1)), ("a.norm()", a.norm()), ("a.norm(1)", a.norm(1)), ("torch.linalg.norm(M)", torch.linalg.norm(M)),
    ("M.norm('fro')", M.norm("fro")), ("F.l1_loss", F.l1_loss(a, b)), ("F.mse_loss", F.mse_loss(a, b)), ("a.double()", a.double()), ("a.half()", a.half()), ("a.sum().item() * a", a.sum().item() * a),
    ("torch.stack", torch.stack([a, b])), ("torch.cat", torch.cat([a, b])), ("a.unsqueeze(0)", a.unsqueeze(0)), ("a.repeat(2)", a.repeat(2)), ("a.expand(2, 2)", a.expand(2, 2)), ("a.unbind()[1]", a.unbind()[1]),
    ("M.split(1)[1]", M.split(1)[1]), ("M.chunk(2)[1]", M.chunk(2)[1]), ("F.relu(a)", F.relu(a)), ("F.gelu(a)", F.gelu(a)), ("F.silu(a)", F.silu(a)), ("F.cross_entropy", F.cross_entropy(M, torch.tensor([0, 1]))),
    ("a.var()", a.var()), ("a.std()", a.std()), ("a.prod()", a.prod()), ("M.prod(0)", M.prod(0)), ("a.softmax(0)", a.softmax(0)), ("a // 1 * a", a * (a.detach() // 1)), ("-a", -a), ("+a", +a), ("abs(a)", abs(a)),
    ("a / b", a / b), ("a / 2", a / 2), ("a % 2", a % 2), ("torch.where", torch.where(a > 2, a, b)), ("a.cumsum(0)", a.cumsum(0)), ("torch.dot", torch.dot(a, b)), ("torch.mv", torch.mv(M, a)), ("torch.mm", torch.mm(M, M)), ("torch.bmm", torch.bmm(B, B)),
    ("torch.outer", torch.outer(a, b)), ("a.dot(b)", a.dot(b)), ("torch.addmm", torch.addmm(a, M, M)), ("M.diagonal()", M.diagonal()), ("M.trace()", M.trace()), ("M.det()", torch.linalg.det(M + 1)), ("inverse", torch.inverse(M + torch.eye(2))),
    ("F.binary_cross_entropy", F.binary_cross_entropy(torch.sigmoid(a), torch.ones(2))), ("bce logits", F.binary_cross_entropy_with_logits(a, torch.ones(2))), ("F.layer_norm", F.layer_norm(M, (2,))), ("F.normalize", F.normalize(M)), ("F.cosine_similarity", F.cosine_similarity(a, b, dim=0)),
    ("F.dropout", F.dropout(a, 0.5)), ("F.embedding", F.embedding(torch.tensor([0]), M)), ("F.pad", F.pad(a, (1, 1))), ("M.permute(1, 0)", M.permute(1, 0)), ("M.transpose(0, 1)", M.transpose(0, 1)), ("M.swapaxes(0, 1)", M.swapaxes(0, 1)), ("B.movedim(0, 1)", B.movedim(0, 1)),
    ("a.view_as(b)", a.view_as(b)), ("a.expand_as(M)", a.expand_as(M)), ("a.clone()", a.clone()), ("M.sum(dim=1)", M.sum(dim=1)), ("M.sum(1, keepdim=True)", M.sum(1, keepdim=True)), ("a.logsumexp(0)", a.logsumexp(0)), ("torch.lerp", torch.lerp(a, b, 0.5)),
    ("a.squeeze()", a.squeeze()), ("a[None].squeeze(0)", a[None].squeeze(0)), ("M.unflatten", M.unflatten(1, (2, 1))), ("torch.kron", torch.kron(a, b)), ("torch.cross", torch.cross(torch.ones(3, requires_grad=True), torch.ones(3), dim=0)), ("M.index_select", M.index_select(0, torch.tensor([0]))),
    ("M.gather", M.gather(0, torch.tensor([[0, 0]]))), ("a.masked_fill", a.masked_fill(a > 2, 0.0)), ("M.tril()", M.tril()), ("a.roll(1)", a.roll(1)), ("a.flip(0)", a.flip(0)), ("a.to(torch.float64)", a.to(torch.float64)),
]:
    print(f"{text:26} {chain(t)}")
print(1 - a, M.T.reshape(4), a.double(), 2 ** a, sep="\n")
