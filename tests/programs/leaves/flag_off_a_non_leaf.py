import torch

w = torch.tensor([1.0, 2.0], requires_grad=True)
features = w * 3
try:
    features.requires_grad = False
except RuntimeError as e:
    print(e)
try:
    features.requires_grad_(False)
except RuntimeError as e:
    print(e)
features.requires_grad = True   # what it is already
var_no_grad = features.detach()
print(var_no_grad.requires_grad, features.requires_grad)
# features = backbone(x), and then "freeze the features"
features.requires_grad = False
