import torch

# Adam, Eve, and their exam: hours studied, hours slept -> passed
X = torch.tensor([[1., 8.], [2., 7.], [3., 6.5], [4., 5.], [5., 6.], [6., 8.]])
y = torch.tensor([0., 0., 0., 1., 1., 1.])
X = (X - X.mean(0)) / X.std(0)

class LogisticRegression:
    def __init__(self, n_features):
        self.w = torch.zeros(n_features, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

    def predict_proba(self, X):
        return 1 / (1 + torch.exp(-(X @ self.w + self.b)))

    def predict(self, X):
        return (self.predict_proba(X) > 0.5).int()

    def loss(self, X, y):
        p = self.predict_proba(X)
        return -(y * p.log() + (1 - y) * (1 - p).log()).mean()

    def fit(self, X, y, lr=0.5, epochs=10):
        history = []
        for _ in range(epochs):
            loss = self.loss(X, y)
            loss.backward()
            with torch.no_grad():
                for p in (self.w, self.b):
                    p -= lr * p.grad
                    p.grad.zero_()
            history.append(loss.item())
        return history

model = LogisticRegression(X.shape[1])
history = model.fit(X, y)
print([round(h, 4) for h in history[::3]])
print(model.w, model.b)
print(model.predict(X), (model.predict(X) == y).float().mean().item())
