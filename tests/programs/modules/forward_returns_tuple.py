import torch
import torch.nn as nn
from typing import Tuple, Optional

class ActorCritic(nn.Module):
    def __init__(self, obs: int, act: int, hidden: int = 8) -> None:
        super().__init__()
        self.shared = nn.Linear(obs, hidden)
        self.pi = nn.Linear(hidden, act)
        self.v = nn.Linear(hidden, 1)

    def forward(self, x: torch.Tensor, mask: Optional[torch.Tensor] = None) -> Tuple[torch.Tensor, torch.Tensor]:
        h = torch.tanh(self.shared(x))
        logits = self.pi(h)
        if mask is not None:
            logits = logits.masked_fill(~mask, float('-inf'))
        return torch.softmax(logits, dim=-1), self.v(h).squeeze(-1)

torch.manual_seed(2)
net = ActorCritic(3, 4)
obs = torch.randn(2, 3)
probs, value = net(obs)
print(probs, value)
probs, _ = net(obs, mask=torch.tensor([True, False, True, True]))
print(probs)
(-probs[0, 0].log()).backward()
print(net.pi.bias.grad, net.v.weight.grad)
