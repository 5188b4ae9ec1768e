import torch

# four small batches count as one
data = torch.arange(8.).view(4, 2)
w = torch.tensor([0.1, 0.1], requires_grad=True)
accum_iter = 4
for batch_idx, inputs in enumerate(data):
    loss = (inputs @ w - 1) ** 2
    loss = loss / accum_iter
    loss.backward()
    if ((batch_idx + 1) % accum_iter == 0) or (batch_idx + 1 == len(data)):
        print('step with', w.grad)
        small = w.grad.clone()
        w.grad.zero_()

full = ((data @ w - 1) ** 2).mean()
full.backward()
print(torch.allclose(w.grad, small))
