"""contextlib: context managers made of generators, and some that are ready."""

from functools import wraps


class _GeneratorContextManager:
    def __init__(self, func, args, keywords):
        self.func = func
        self.args = args
        self.keywords = keywords
        self.gen = func(*args, **keywords)

    def __call__(self, func):
        @wraps(func)
        def inner(*args, **keywords):
            with _GeneratorContextManager(self.func, self.args, self.keywords):
                return func(*args, **keywords)

        return inner

    def __enter__(self):
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, kind, value, traceback):
        if kind is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            raise RuntimeError("generator didn't stop")
        try:
            self.gen.throw(value)
        except StopIteration:
            return True
        except BaseException as error:
            if error is value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    @wraps(func)
    def helper(*args, **keywords):
        return _GeneratorContextManager(func, args, keywords)

    return helper


class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *excinfo):
        return None


class suppress:
    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        return None

    def __exit__(self, kind, value, traceback):
        return kind is not None and issubclass(kind, self._exceptions)


class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *excinfo):
        self.thing.close()


class ContextDecorator:
    def __call__(self, func):
        @wraps(func)
        def inner(*args, **keywords):
            with self:
                return func(*args, **keywords)

        return inner


class ExitStack:
    def __init__(self):
        self._exits = []

    def enter_context(self, cm):
        result = cm.__enter__()
        self._exits.append(cm.__exit__)
        return result

    def push(self, exit):
        self._exits.append(exit.__exit__ if hasattr(exit, "__exit__") else exit)
        return exit

    def callback(self, callback, /, *args, **keywords):
        self._exits.append(lambda *excinfo: callback(*args, **keywords) and False)
        return callback

    def close(self):
        self.__exit__(None, None, None)

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        suppressed = False
        while self._exits:
            if self._exits.pop()(kind, value, traceback):
                suppressed = True
                kind, value, traceback = None, None, None
        return suppressed
