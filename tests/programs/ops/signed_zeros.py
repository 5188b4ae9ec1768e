import torch
import torch.nn.functional as F
a = torch.tensor([-0.0, 0.0, 1.0])
b = torch.tensor([0.0, -0.0, float("nan")])
print(torch.max(a, b), torch.min(a, b), torch.max(b, a), torch.min(b, a))
print(a.clamp(min=0.0), a.clamp(max=0.0), torch.clamp(a, min=b), torch.clamp(a, max=b))
print(a.relu(), F.relu6(a), torch.relu(a[0]), F.hardtanh(a))
m = torch.tensor([[0.0, -0.0], [-0.0, 0.0], [-1.0, -0.0], [float("nan"), -0.0]])
print(m.amax(1), m.amax(0), m.amin(1), m[:3].amax((0, 1)), m[:2].amin(0, keepdim=True))
