import torch
import torch.nn as nn

torch.manual_seed(0)
activation = {}
def get_activation(name):
    def hook(model, input, output):
        activation[name] = output.detach()
    return hook

model = nn.Sequential(nn.Linear(3, 2), nn.ReLU(), nn.Linear(2, 1))
handles = [m.register_forward_hook(get_activation(n)) for n, m in model.named_children()]
x = torch.randn(2, 3)
output = model(x)
for k, v in activation.items():
    print(k, v.shape, v)
for h in handles:
    h.remove()
activation.clear()
model(x)
print(activation)

def double(module, args, output):
    return output * 2
h = model[2].register_forward_hook(double)
print(torch.allclose(model(x), 2 * output))
h.remove()
