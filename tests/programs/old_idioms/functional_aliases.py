import torch
import torch.nn.functional as F
x = torch.tensor([[-1.0, 0.5, 2.0]], requires_grad=True)
print(F.sigmoid(x), F.tanh(x), F.relu_(x.clone()), F.elu_(x.clone()), F.leaky_relu_(x.clone()), F.selu_(x.clone()), F.celu_(x.clone()), F.hardtanh_(x.clone()), F.threshold_(x.clone(), 0.0, 0.0))
print(F.logsigmoid(x), F.softsign(x), F.tanhshrink(x), F.softmin(x, dim=1), F.mish(x), F.glu(torch.ones(1, 2)), F.hardswish(x))
print(torch.relu_(x.clone()), torch.sigmoid_(x.clone()), torch.tanh_(x.clone()), torch.softmax(x, -1), torch.log_softmax(x, -1), torch.selu(x), torch.celu(x), torch.prelu(x, torch.tensor([0.1])))
print(F.alpha_dropout(x, 0.0), F.dropout1d(torch.ones(1, 2, 2), 0.0))
print(F.pairwise_distance(x, x + 1), F.cosine_similarity(x, x + 1), F.normalize(x), F.one_hot(torch.tensor([1]), 3))
print(torch.nn.functional.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)), torch.conv2d(torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2)), torch.conv1d(torch.ones(1, 1, 3), torch.ones(1, 1, 2)))
print(torch.max_pool2d(torch.ones(1, 1, 2, 2), 2), torch.avg_pool1d(torch.ones(1, 1, 2), 2), torch.layer_norm(x, (3,)), torch.dropout(x, 0.0, True), torch.nn.functional.softmax(input=x, dim=1))
print(torch.pairwise_distance(x, x), torch.cosine_similarity(x, x))
print(torch.nn.parameter.Parameter(torch.ones(1)))
