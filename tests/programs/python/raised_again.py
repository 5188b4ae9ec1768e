def f(x):
    if x < 0:
        raise ValueError(f'negative: {x}')
    return x
def g(x):
    return f(x)
for v in (1, -1):
    try:
        print(g(v))
    except ValueError as err:
        saved = err
        print('err', err)
try:
    print(err)
except NameError as e:
    print(e)
raise saved
