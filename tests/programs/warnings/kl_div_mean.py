import torch
import torch.nn.functional as F
logp = torch.tensor([[0.2, 0.8]]).log().requires_grad_()
q = torch.tensor([[0.5, 0.5]])
print(F.kl_div(logp, q))
print(F.kl_div(logp, q, reduction='batchmean'))
