"""functools: functions made of functions."""


class partial:
    def __init__(self, func, /, *args, **keywords):
        if not callable(func):
            raise TypeError("the first argument must be callable")
        if isinstance(func, partial):
            args = (*func.args, *args)
            keywords = {**func.keywords, **keywords}
            func = func.func
        self.func = func
        self.args = args
        self.keywords = keywords

    def __call__(self, /, *args, **keywords):
        return self.func(*self.args, *args, **{**self.keywords, **keywords})

    def __repr__(self):
        parts = [repr(self.func), *[repr(arg) for arg in self.args]]
        parts += [f"{name}={value!r}" for name, value in self.keywords.items()]
        return f"functools.partial({', '.join(parts)})"


_NOTHING = object()


def reduce(function, iterable, initial=_NOTHING, /):
    items = iter(iterable)
    if initial is _NOTHING:
        initial = next(items, _NOTHING)
        if initial is _NOTHING:
            raise TypeError("reduce() of empty iterable with no initial value")
    for item in items:
        initial = function(initial, item)
    return initial


def update_wrapper(wrapper, wrapped):
    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        if hasattr(wrapped, name):
            setattr(wrapper, name, getattr(wrapped, name))
    wrapper.__wrapped__ = wrapped
    return wrapper


def wraps(wrapped):
    return lambda wrapper: update_wrapper(wrapper, wrapped)


class _CacheInfo:
    def __init__(self, hits, misses, maxsize, currsize):
        self.hits = hits
        self.misses = misses
        self.maxsize = maxsize
        self.currsize = currsize

    def __repr__(self):
        return (
            f"CacheInfo(hits={self.hits}, misses={self.misses}, maxsize={self.maxsize},"
            f" currsize={self.currsize})"
        )


def _cached(function, maxsize):
    known = {}
    hits, misses = 0, 0

    def wrapper(*args, **keywords):
        nonlocal hits, misses
        key = (args, tuple(keywords.items())) if keywords else args
        if key in known:
            hits += 1
            result = known.pop(key)
        else:
            misses += 1
            result = function(*args, **keywords)
            if maxsize is not None and len(known) >= maxsize > 0:
                del known[next(iter(known))]
        if maxsize != 0:
            known[key] = result  # the last one used stands last
        return result

    def cache_info():
        return _CacheInfo(hits, misses, maxsize, len(known))

    def cache_clear():
        nonlocal hits, misses
        known.clear()
        hits, misses = 0, 0

    wrapper.cache_info = cache_info
    wrapper.cache_clear = cache_clear
    return update_wrapper(wrapper, function)


def lru_cache(maxsize=128, typed=False):
    if callable(maxsize):
        return _cached(maxsize, 128)
    return lambda function: _cached(function, maxsize)


def cache(user_function, /):
    return _cached(user_function, None)


def cached_property(func):
    name = func.__name__

    def get(self):
        if name not in self.__dict__:
            self.__dict__[name] = func(self)
        return self.__dict__[name]

    return property(get)


def cmp_to_key(mycmp):
    class K:
        def __init__(self, obj):
            self.obj = obj

        def __lt__(self, other):
            return mycmp(self.obj, other.obj) < 0

    return K


def total_ordering(cls):
    def ge(self, other):
        return not self < other

    def gt(self, other):
        return not self < other and self != other

    def le(self, other):
        return self < other or self == other

    if hasattr(cls, "__lt__"):
        for name, method in (("__gt__", gt), ("__le__", le), ("__ge__", ge)):
            if not hasattr(cls, name):
                setattr(cls, name, method)
    elif hasattr(cls, "__gt__"):
        if not hasattr(cls, "__lt__"):
            cls.__lt__ = lambda self, other: not self > other and self != other
        if not hasattr(cls, "__ge__"):
            cls.__ge__ = lambda self, other: self > other or self == other
        if not hasattr(cls, "__le__"):
            cls.__le__ = lambda self, other: not self > other
    else:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    return cls
