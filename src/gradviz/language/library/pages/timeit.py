"""timeit: with a clock that stands still, everything takes no time."""


def default_timer():
    return 0.0


def timeit(stmt="pass", setup="pass", timer=None, number=1000000, globals=None):
    return 0.0


def repeat(stmt="pass", setup="pass", timer=None, repeat=5, number=1000000, globals=None):
    return [0.0] * repeat
