import torch
import torch.nn.functional as F
logits = torch.tensor([[1., 0., -1.], [0.5, 0.5, 0.5]], requires_grad=True)
actions = torch.tensor([0, 2])
advantage = torch.tensor([1.0, -0.5])
logp = F.log_softmax(logits, dim=1)
chosen = logp.gather(1, actions.unsqueeze(1)).squeeze(1)
loss = -(chosen * advantage).mean()
loss.backward()
print(chosen)
print(logits.grad)
