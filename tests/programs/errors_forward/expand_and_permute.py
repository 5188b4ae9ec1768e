import torch
x = torch.ones(2, 3)
for f in [lambda: x.expand(4, 3), lambda: x.expand(3), lambda: x.permute(0), lambda: x.permute(0, 0), lambda: torch.ones(2, 2, 2).t(),
          lambda: x.repeat(2), lambda: x.squeeze(5), lambda: x.chunk(0), lambda: x.flatten(3)]:
    try:
        f()
    except (RuntimeError, IndexError) as e:
        print(type(e).__name__, '-', e)
