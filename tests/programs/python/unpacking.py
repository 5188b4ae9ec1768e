a = b = [1, 2]
a.append(3)
print(b, a is b)
x, (y, *z), w = 1, (2, 3, 4), 5
print(x, y, z, w)
*head, last = 'abc'
print(head, last)
[p, q] = {1: 2, 3: 4}
print(p, q)
a, b = b, [0]
print(a, b)
i = 0
l = [1, 2, 3]
i, l[i] = 2, 9
print(i, l)
