def f():
    try:
        return 'try'
    finally:
        print('finally')
print(f())
def g():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print('body', i)
        finally:
            print('fin', i)
    else:
        print('never')
    return 'end'
print(g())
def h():
    try:
        raise ValueError('a')
    finally:
        return 'swallowed'
print(h())
try:
    try:
        1 / 0
    except ZeroDivisionError as e:
        raise RuntimeError('wrapped') from e
except RuntimeError as e:
    print(type(e).__name__, e, e.args)
try:
    try:
        [][0]
    except IndexError:
        raise
except (KeyError, LookupError) as e:
    print(repr(e))
try:
    raise KeyError('k')
except Exception as e:
    print(e, repr(e), str(e))
try:
    pass
except:
    print('no')
else:
    print('else')
finally:
    print('finally')
try:
    assert 1 == 2, 'msg'
except AssertionError as e:
    print(e)
try:
    assert []
except AssertionError as e:
    print(repr(e))
try:
    raise ValueError
except ValueError as e:
    print(repr(e), str(e) == '')
raise ValueError('the', 'end')
