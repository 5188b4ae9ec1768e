"""abc: classes that are meant to be derived from."""


class ABC:
    pass


def abstractmethod(funcobj):
    return funcobj


class ABCMeta:
    pass
