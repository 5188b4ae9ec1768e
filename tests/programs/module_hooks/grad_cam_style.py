import torch
import torch.nn as nn
import torch.nn.functional as F

class GradCAM:
    def __init__(self, model, layer):
        self.model, self.gradients, self.activations = model, None, None
        layer.register_forward_hook(self.save_activation)
        layer.register_full_backward_hook(self.save_gradient)
    def save_activation(self, module, input, output):
        self.activations = output
    def save_gradient(self, module, grad_input, grad_output):
        self.gradients = grad_output[0]
    def __call__(self, x, class_idx=None):
        output = self.model(x)
        if class_idx is None:
            class_idx = output.argmax(dim=1).item()
        self.model.zero_grad()
        output[0, class_idx].backward()
        weights = self.gradients.mean(dim=(2, 3), keepdim=True)
        cam = F.relu((weights * self.activations).sum(dim=1))
        return cam / (cam.max() + 1e-8), class_idx

torch.manual_seed(4)
model = nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 2))
cam = GradCAM(model, model[0])
heat, idx = cam(torch.randn(1, 1, 4, 4))
print(idx)
print(heat.detach())
