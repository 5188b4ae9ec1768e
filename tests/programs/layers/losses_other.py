import torch
import torch.nn as nn
import torch.nn.functional as F
a = torch.tensor([[1., 0.], [0.5, 0.5]], requires_grad=True)
p = torch.tensor([[0.9, 0.1], [1., 0.]])
n = torch.tensor([[0., 1.], [0.5, 0.4]])
print(nn.TripletMarginLoss(margin=1.0)(a, p, n))
print(nn.CosineSimilarity(dim=1)(a, p))
print(nn.CosineEmbeddingLoss()(a, p, torch.tensor([1., -1.])))
print(F.margin_ranking_loss(a[0], p[0], torch.tensor([1., -1.]), margin=0.1))
print(F.hinge_embedding_loss(a, torch.tensor([[1., -1.], [1., -1.]])))
print(nn.PoissonNLLLoss()(a, p), nn.GaussianNLLLoss()(a, p, torch.ones(2, 2)))
print(F.pairwise_distance(a, n))
(1 - F.cosine_similarity(a, p)).sum().backward()
print(a.grad)
