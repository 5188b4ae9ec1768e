def f():
    print('called')
    return 0
l = [1, 2]
l[f()] += 5
d = {'a': 1}
d['a'] += 2
d['a'] *= 4
s = 'x'
s += 'y'
s *= 3
t = (1,)
t += (2,)
n = 7
n //= 2; n **= 3; n %= 5; n <<= 3; n |= 1; n &= 13; n ^= 2; n >>= 1; n -= 1; n /= 2
print(l, d, s, t, n)
l2 = l
l2 += (7, 8)
print(l)
l2 += 'ab'
print(l)
l *= 2
print(l, l2)
