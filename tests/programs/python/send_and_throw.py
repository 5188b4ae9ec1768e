def gen():
    try:
        got = yield 1
        print("got", got)
        got = yield 2
        print("got", got)
    except ValueError as e:
        print("thrown", e)
        yield 3
    finally:
        print("finally")
g = gen()
print(next(g), g.send("x"))
print(g.throw(ValueError("v")))
g.close()
g = gen(); next(g); g.close()
g = gen(); next(g); g.send(1)
try:
    g.send(2)
except StopIteration: print("stop")
def outer():
    r = yield from gen()
    print("r", r)
    return 7
g = outer(); print(next(g)); print(g.send("a"));
try: g.send("b")
except StopIteration as s: print("value", s.value)
g = (i for i in range(3)); print(next(g), g.__next__())
try: g2 = gen(); g2.send(1)
except TypeError as e: print(e)
