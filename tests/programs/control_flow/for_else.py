import torch
t = torch.tensor([4, 9, 25])
for v in t:
    if v % 2 == 1:
        print('first odd number:', v.item())
        break
else:
    print('none')
for v in [2, 4]:
    if v % 2:
        break
else:
    print('all even')
