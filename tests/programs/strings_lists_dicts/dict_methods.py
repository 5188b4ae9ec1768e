d = {'lr': 0.1, 'epochs': 5}
d['momentum'] = 0.9
d.update({'lr': 0.01}, decay=0)
print(d, len(d), d.pop('decay'), d.get('nope'), list(d.items()))
for key in d:
    print(key, '=', d[key])
print(sorted(d), dict(a=1, b=2), dict([('x', 1)]), {**d, 'z': 1}['z'])
d.setdefault('wd', 1e-4)
del d['lr']
print(d, 'lr' in d, 'lr' not in d, d == {'epochs': 5, 'momentum': 0.9, 'wd': 1e-4})
print(d['lr'])
