import torch
c = torch.tensor([3.75], requires_grad=True)
z = c // 2
try:
    z.backward(inputs=[z])
except RuntimeError as e:
    print(e)
print(z.grad)
for z in [c * c, c + c]:
    try:
        z.backward(inputs=[z])
        z.backward(inputs=[z])
    except RuntimeError as e:
        print(e)
    print(z.grad)
v = c.exp()
u = v * 2
v += 1
try:
    u.backward(inputs=[u, v])
except RuntimeError as e:
    print(e)
print(u.grad, v.grad)
try:
    v.backward(inputs=[v])
    v.backward(inputs=[c])
except RuntimeError as e:
    print(e)
