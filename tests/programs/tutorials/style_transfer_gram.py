import torch
import torch.nn as nn
import torch.nn.functional as F

def gram_matrix(input):
    a, b, c, d = input.size()  # a=batch size(=1)
    features = input.view(a * b, c * d)
    G = torch.mm(features, features.t())
    return G.div(a * b * c * d)

class StyleLoss(nn.Module):

    def __init__(self, target_feature):
        super(StyleLoss, self).__init__()
        self.target = gram_matrix(target_feature).detach()

    def forward(self, input):
        G = gram_matrix(input)
        self.loss = F.mse_loss(G, self.target)
        return input

class ContentLoss(nn.Module):

    def __init__(self, target,):
        super(ContentLoss, self).__init__()
        # we 'detach' the target content from the tree used to dynamically compute the gradient
        self.target = target.detach()

    def forward(self, input):
        self.loss = F.mse_loss(input, self.target)
        return input

class Normalization(nn.Module):
    def __init__(self, mean, std):
        super(Normalization, self).__init__()
        self.mean = torch.tensor(mean).view(-1, 1, 1)
        self.std = torch.tensor(std).view(-1, 1, 1)

    def forward(self, img):
        return (img - self.mean) / self.std

torch.manual_seed(0)
content = torch.linspace(0, 1, 3 * 16).view(1, 3, 4, 4)
style = content.flip(-1).sqrt()
conv = nn.Conv2d(3, 2, 3, padding=1)
model = nn.Sequential(Normalization([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]))
model.add_module('conv_1', conv)
target = model(content).detach()
model.add_module("content_loss_1", ContentLoss(target))
model.add_module("style_loss_1", StyleLoss(conv(style).detach()))
model.requires_grad_(False)
model.eval()
print(model)
input_img = content.clone().requires_grad_(True)
optimizer = torch.optim.LBFGS([input_img], max_iter=2)
run = [0]
while run[0] <= 3:

    def closure():
        with torch.no_grad():
            input_img.clamp_(0, 1)
        optimizer.zero_grad()
        model(input_img)
        style_score = model[3].loss * 100
        content_score = model.content_loss_1.loss
        loss = style_score + content_score
        loss.backward()
        run[0] += 1
        return style_score + content_score

    optimizer.step(closure)
print(run, input_img.requires_grad, input_img.is_leaf, conv.weight.grad)
