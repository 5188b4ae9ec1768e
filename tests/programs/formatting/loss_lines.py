import torch
w = torch.tensor([1.0], requires_grad=True)
for epoch in range(4):
    loss = (w - 2).pow(2).mean()
    loss.backward()
    print('Epoch {}/{}, Loss: {:.4f}, w: {:.3f}'.format(epoch + 1, 4, loss.item(), w.item()))
    print('[%d, %5d] loss: %.3f' % (epoch + 1, epoch * 100, loss.item()))
    w.data.sub_(0.25 * w.grad)
    w.grad.zero_()
