import torch
import torch.optim as optim
w1 = torch.tensor([1., 1.], requires_grad=True)
w2 = torch.tensor([1., 1.], requires_grad=True)
adam = optim.Adam([w1], lr=0.1, weight_decay=0.5)
adamw = optim.AdamW([w2], lr=0.1, weight_decay=0.5)
for i in range(4):
    for w, o in ((w1, adam), (w2, adamw)):
        o.zero_grad()
        loss = (w * torch.tensor([10., 0.01])).sum()
        loss.backward()
        o.step()
    print(i, w1.data, w2.data)
print(adam)
