import torch
loss = torch.tensor(0.123456, requires_grad=True) * 2
epoch, n = 7, 1234567
print(f"epoch {epoch}: loss = {loss.item():.4f}")
print(f"{epoch:3d}|{epoch:<5}|{epoch:>5}|{epoch:^5}|{epoch:05d}")
print(f"{n:,} {n:e} {n:.2e} {n:x} {n:b}")
print(f"{0.25:.0%} {0.25:%} {-1.5:+.1f} {1.5:+}")
print(f"{'left':<10}|{'right':>10}|{'mid':^10}|{'*':*^9}")
print(f"{loss:.3f}")
print(f"{loss}")
print(f"{epoch=} {loss.shape=}")
w = 8
print(f"{3.14159:{w}.{2}f}|")
print(f"{{braces}} {'nested ' + str(1)}")
