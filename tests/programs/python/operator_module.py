import operator
from functools import reduce
from operator import itemgetter, attrgetter, mul
import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
print(operator.add(x, 1), operator.mul(2, x), operator.matmul(x, x), operator.neg(x), operator.truediv(x, 2), operator.pow(x, 2))
print(operator.sub(3, 1), operator.floordiv(7, 2), operator.mod(7, 4), operator.abs(-2), operator.pos(1), operator.invert(5), operator.xor(5, 1), operator.and_(6, 3), operator.or_(6, 1))
print(operator.lt(1, 2), operator.le(2, 2), operator.eq(1, 1), operator.ne(1, 2), operator.gt(1, 2), operator.ge(1, 2), operator.not_(0), operator.truth([]), operator.is_(x, x), operator.is_not(x, x))
print(reduce(mul, [1, 2, 3, 4]), reduce(operator.add, [x, x, x]))
pairs = [('b', 2), ('a', 3), ('c', 1)]
print(sorted(pairs, key=itemgetter(1)), max(pairs, key=operator.itemgetter(0)), itemgetter(0, 1)('xyz'))
get = attrgetter('shape')
print(get(x), attrgetter('grad_fn', 'is_leaf')(x), attrgetter('data.shape')(x))
print(operator.getitem([1, 2, 3], 1), operator.contains([1, 2], 2), operator.concat([1], [2]), operator.countOf([1, 1, 2], 1), operator.indexOf([3, 4], 4))
print(operator.methodcaller('sum')(x), operator.methodcaller('view', 2, 1)(x), operator.methodcaller('split', ',')('a,b'))
d = {}
operator.setitem(d, 'k', 1)
print(d)
operator.delitem(d, 'k')
print(d)
ops = {'+': operator.add, '-': operator.sub, '*': operator.mul, '/': operator.truediv}
for sign, op in ops.items():
    print(sign, op(6.0, 3.0), op(x, 2.0))
y = torch.ones(2)
y = operator.iadd(y, 1)
print(y, y._version, operator.lshift(1, 3), operator.rshift(8, 1), operator.index(3))
