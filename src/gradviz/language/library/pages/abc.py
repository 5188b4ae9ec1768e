"""abc: classes that are meant to be derived from."""


def abstractmethod(funcobj):
    funcobj.__isabstractmethod__ = True
    return funcobj


def abstractproperty(fget):
    return property(abstractmethod(fget))


class ABCMeta:
    pass


class ABC(metaclass=ABCMeta):
    __slots__ = ()
