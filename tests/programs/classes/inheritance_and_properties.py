import torch

class Shape:
    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    def area(self):
        raise NotImplementedError

    def __str__(self):
        return f'{self.name} with area {self.area():.2f}'


class Circle(Shape):
    def __init__(self, r):
        super().__init__('circle')
        self._r = r

    @property
    def r(self):
        return self._r

    @r.setter
    def r(self, value):
        if value < 0:
            raise ValueError('radius must be positive')
        self._r = value

    def area(self):
        return 3.14 * self.r ** 2


class Square(Shape):
    def __init__(self, side):
        super(Square, self).__init__('square')
        self.side = side

    def area(self):
        return self.side * self.side


r = torch.tensor(2.0, requires_grad=True)
s = torch.tensor(3.0, requires_grad=True)
shapes = [Circle(r), Square(s)]
total = sum(sh.area() for sh in shapes)
total.backward()
for sh in shapes:
    print(sh)
print(Shape.count, Circle.count)
print('dA/dr =', r.grad, 'dA/ds =', s.grad)
print(isinstance(shapes[0], Shape), isinstance(shapes[0], Square), issubclass(Square, Shape))
try:
    shapes[0].r = -1
except ValueError as e:
    print('ValueError:', e)
try:
    Shape('blob').area()
except NotImplementedError:
    print('not implemented')
