# Which of two topics is a sentence about? A bag of words, its mean embedding, one linear layer.
import torch
import torch.nn as nn
import torch.nn.functional as F

torch.manual_seed(0)
sentences = [["the", "ball", "goal"], ["vote", "law"], ["goal", "team", "ball", "the"], ["law", "the"]]
labels = torch.tensor([0, 1, 0, 1])
vocabulary = sorted({word for sentence in sentences for word in sentence})
index = {word: place for place, word in enumerate(vocabulary)}

words = torch.tensor([index[word] for sentence in sentences for word in sentence])
offsets = torch.tensor([0, *[len(sentence) for sentence in sentences[:-1]]]).cumsum(0)


class Classifier(nn.Module):
    def __init__(self, count, width, classes):
        super().__init__()
        self.bag = nn.EmbeddingBag(count, width, mode="mean")
        self.head = nn.Linear(width, classes)

    def forward(self, words, offsets):
        return self.head(self.bag(words, offsets))


model = Classifier(len(vocabulary), 3, 2)
print(model)
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for step in range(5):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(words, offsets), labels)
    loss.backward()
    optimizer.step()
    print(step, round(loss.item(), 4))

bag = model.bag(words, offsets)
print(bag.grad_fn.name(), bag.shape)
print(model.bag.weight.grad)
weights = torch.rand(len(words), requires_grad=True)
total = F.embedding_bag(words, model.bag.weight, offsets, mode="sum", per_sample_weights=weights)
total.sum().backward()
print(weights.grad)
print(F.embedding_bag(torch.tensor([[0, 1], [2, 2]]), model.bag.weight, mode="max"))
try:
    F.embedding_bag(words, model.bag.weight)
except ValueError as error:
    print(error)
try:
    F.embedding_bag(words, model.bag.weight, offsets, per_sample_weights=weights)
except NotImplementedError as error:
    print(error)
