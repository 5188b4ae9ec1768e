import torch
x = torch.ones(2, 3)
for f in [lambda: x[2], lambda: x[0, 5], lambda: x[0, 0, 0], lambda: x[torch.tensor([4])], lambda: torch.tensor(1.)[0],
          lambda: x[-3]]:
    try:
        f()
    except (IndexError, RuntimeError, TypeError) as e:
        print(type(e).__name__, e)
