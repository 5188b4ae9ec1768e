import torch
import torch.nn as nn
import torch.optim as optim
from torch.optim import lr_scheduler
from collections import OrderedDict

torch.manual_seed(0)
backbone = nn.Sequential(OrderedDict([
    ('conv', nn.Conv2d(1, 2, 3, padding=1)),
    ('bn', nn.BatchNorm2d(2)),
    ('relu', nn.ReLU()),
    ('pool', nn.AdaptiveAvgPool2d((1, 1))),
    ('flat', nn.Flatten()),
]))
model = nn.Sequential(OrderedDict(backbone=backbone, fc=nn.Linear(2, 1000)))
for param in model.parameters():
    param.requires_grad = False
# Parameters of newly constructed modules have requires_grad=True by default
num_ftrs = model.fc.in_features
model.fc = nn.Linear(num_ftrs, 2)
print(model)
criterion = nn.CrossEntropyLoss()
optimizer_conv = optim.SGD(model.fc.parameters(), lr=0.1, momentum=0.9)
exp_lr_scheduler = lr_scheduler.StepLR(optimizer_conv, step_size=2, gamma=0.1)
inputs = torch.arange(32.).view(2, 1, 4, 4) / 32
labels = torch.tensor([0, 1])
since = 0.0
for epoch in range(3):
    for phase in ['train', 'val']:
        if phase == 'train':
            model.train()
        else:
            model.eval()
        running_corrects = 0
        optimizer_conv.zero_grad()
        with torch.set_grad_enabled(phase == 'train'):
            outputs = model(inputs)
            _, preds = torch.max(outputs, 1)
            loss = criterion(outputs, labels)
            if phase == 'train':
                loss.backward()
                optimizer_conv.step()
        running_corrects += torch.sum(preds == labels.data)
        if phase == 'train':
            exp_lr_scheduler.step()
        epoch_acc = running_corrects.double() / len(labels)
        print('{} Loss: {:.4f} Acc: {:.4f} lr {:.3f}'.format(phase, loss.item(), epoch_acc, exp_lr_scheduler.get_last_lr()[0]))
trainable = [name for name, p in model.named_parameters() if p.requires_grad]
print(trainable, backbone.conv.weight.grad, backbone.bn.num_batches_tracked)
