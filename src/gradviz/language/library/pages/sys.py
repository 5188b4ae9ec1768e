"""sys: what of it is the same everywhere."""


class _Stream:
    def __init__(self, shown):
        self._shown = shown

    def write(self, text):
        if self._shown:
            print(text, end="")
        return len(text)

    def flush(self):
        pass


class _FloatInfo:
    max = 1.7976931348623157e308
    min = 2.2250738585072014e-308
    epsilon = 2.220446049250313e-16
    dig = 15


maxsize = 9223372036854775807
float_info = _FloatInfo()
argv = ["program.py"]
path = []
platform = "linux"
version = "3.11.7"
version_info = (3, 11, 7, "final", 0)
byteorder = "little"
stdout = _Stream(True)
stderr = _Stream(False)


def exit(status=None):
    raise SystemExit(status)


def getrecursionlimit():
    return 1000


def setrecursionlimit(limit):
    pass


