import torch

x = torch.ones(3, requires_grad=True)
with torch.inference_mode():
    y = x * 2
    print(torch.is_inference_mode_enabled())
print(y.requires_grad, y.is_inference())
print(y)
