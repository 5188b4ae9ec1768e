import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)

class MAMLModel(nn.Module):
    def __init__(self):
        super(MAMLModel, self).__init__()
        self.l1 = nn.Linear(1, 8)
        self.l2 = nn.Linear(8, 1)

    def forward(self, x):
        return self.l2(F.relu(self.l1(x)))

    def parameterised(self, x, weights):
        # like forward, but uses ``weights`` instead of ``model.parameters()``
        x = F.linear(x, weights[0], weights[1])
        x = F.relu(x)
        return F.linear(x, weights[2], weights[3])

class SineTask:
    def __init__(self):
        self.a = torch.empty(1).uniform_(0.1, 5.0).item()
        self.b = torch.empty(1).uniform_(0, 3.14).item()
    def sample(self, k):
        x = torch.rand(k, 1) * 10 - 5
        return x, self.a * torch.sin(x + self.b)

class MAML():
    def __init__(self, model, inner_lr, meta_lr, inner_steps=1, K=5):
        self.model = model
        self.weights = list(model.parameters()) # the maml weights we will be meta-optimising
        self.meta_optimiser = torch.optim.Adam(self.weights, meta_lr)
        self.inner_lr, self.inner_steps, self.K = inner_lr, inner_steps, K
        self.criterion = nn.MSELoss()

    def inner_loop(self, task):
        # reset inner model to current maml weights
        temp_weights = [w.clone() for w in self.weights]
        X, y = task.sample(self.K)
        for step in range(self.inner_steps):
            loss = self.criterion(self.model.parameterised(X, temp_weights), y) / self.K
            # compute grad and update inner loop weights
            grad = torch.autograd.grad(loss, temp_weights, create_graph=True)
            temp_weights = [w - self.inner_lr * g for w, g in zip(temp_weights, grad)]
        # sample new data for meta-update and compute loss
        X, y = task.sample(self.K)
        return self.criterion(self.model.parameterised(X, temp_weights), y) / self.K

    def main_loop(self, num_iterations):
        for iteration in range(1, num_iterations + 1):
            meta_loss = sum(self.inner_loop(SineTask()) for _ in range(3))
            meta_grads = torch.autograd.grad(meta_loss, self.weights)
            for w, g in zip(self.weights, meta_grads):
                w.grad = g
            self.meta_optimiser.step()
            print(f'{iteration}: {meta_loss.item() / 3:.4f}')

MAML(MAMLModel(), inner_lr=0.01, meta_lr=0.001).main_loop(5)
