import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
model.eval()

# FGSM attack code
def fgsm_attack(image, epsilon, data_grad):
    # Collect the element-wise sign of the data gradient
    sign_data_grad = data_grad.sign()
    # Create the perturbed image by adjusting each pixel of the input image
    perturbed_image = image + epsilon * sign_data_grad
    # Adding clipping to maintain [0,1] range
    perturbed_image = torch.clamp(perturbed_image, 0, 1)
    return perturbed_image

data = torch.rand(1, 4)
target = model(data).max(1, keepdim=True)[1].view(-1)
for eps in [0, .05, .1, .3, 1.]:
    data.requires_grad = True
    output = F.log_softmax(model(data), dim=1)
    loss = F.nll_loss(output, target)
    model.zero_grad()
    data.grad = None
    loss.backward()
    adv = fgsm_attack(data, eps, data.grad.data)
    pred = model(adv).max(1, keepdim=True)[1]
    print(f"Epsilon: {eps}\tloss {loss.item():.4f} -> {F.cross_entropy(model(adv), target).item():.4f}\t{target.item()} -> {pred.item()}")
print(data.grad.sign(), adv)
