import torch
import torch.nn as nn

class MatrixFactorization(torch.nn.Module):
    def __init__(self, n_users, n_items, n_factors=2):
        super().__init__()
        # create user embeddings
        self.user_factors = torch.nn.Embedding(n_users, n_factors)
        # create item embeddings
        self.item_factors = torch.nn.Embedding(n_items, n_factors)
        self.user_biases = nn.Embedding(n_users, 1)
        self.item_biases = nn.Embedding(n_items, 1)
        self.user_biases.weight.data.zero_()
        self.item_biases.weight.data.zero_()

    def forward(self, user, item):
        pred = self.user_biases(user) + self.item_biases(item)
        pred += (self.user_factors(user) * self.item_factors(item)).sum(dim=1, keepdim=True)
        return pred.squeeze()

torch.manual_seed(0)
ratings = torch.tensor([[5., 3., 0., 1.], [4., 0., 0., 1.], [1., 1., 0., 5.]])
rows, cols = ratings.nonzero(as_tuple=True)
model = MatrixFactorization(*ratings.shape)
loss_func = nn.MSELoss()
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.3)
for epoch in range(5):
    perm = torch.randperm(len(rows))
    total = 0
    for i in perm:
        row, col = rows[i], cols[i]
        optimizer.zero_grad()
        prediction = model(row.unsqueeze(0), col.unsqueeze(0))
        loss = loss_func(prediction, ratings[row, col])
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(epoch, '%.4f' % (total / len(rows)))
u, i = model.user_factors.weight, model.item_factors.weight
print((u @ i.T).shape)
