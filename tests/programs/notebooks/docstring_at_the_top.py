"""
Autograd demo
-------------
"""
import torch

'''
x is the input
'''
x = torch.tensor(4., requires_grad=True)
r = x.sqrt()     # 2
r.backward()
print(x.grad)    # 1 / (2 * 2)
"""
The end
"""
