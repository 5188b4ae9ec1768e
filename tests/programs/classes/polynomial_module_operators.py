# a polynomial class that works with tensors as coefficients
import torch

class Poly:
    def __init__(self, *coef):
        self.coef = list(coef)          # lowest power first

    def __call__(self, x):
        out = 0
        for c in reversed(self.coef):
            out = out * x + c
        return out

    def __add__(self, other):
        n = max(len(self.coef), len(other.coef))
        a = self.coef + [0] * (n - len(self.coef))
        b = other.coef + [0] * (n - len(other.coef))
        return Poly(*[p + q for p, q in zip(a, b)])

    def __mul__(self, other):
        if isinstance(other, (int, float)):
            return Poly(*[c * other for c in self.coef])
        out = [0] * (len(self.coef) + len(other.coef) - 1)
        for i, p in enumerate(self.coef):
            for j, q in enumerate(other.coef):
                out[i + j] = out[i + j] + p * q
        return Poly(*out)

    __rmul__ = __mul__

    def __eq__(self, other):
        return self.coef == other.coef

    def __len__(self):
        return len(self.coef)

    def derivative(self):
        return Poly(*[i * c for i, c in enumerate(self.coef)][1:])

    def __repr__(self):
        return 'Poly(' + ', '.join(str(c) for c in self.coef) + ')'

p = Poly(1, 2, 3)
q = Poly(0, 1)
print(p, p + q, p * q, 2 * p, len(p * q), p == Poly(1, 2, 3), p != q)
x = torch.tensor([0., 1., 2.], requires_grad=True)
p(x).sum().backward()
print(x.grad, p.derivative()(x.detach()))
a = torch.tensor(2., requires_grad=True)
Poly(a, 1., a)(torch.tensor(3.)).backward()
print(a.grad)
