"""time: a clock that stands still."""

_NOW = 1700000000.0


def time():
    return _NOW


def time_ns():
    return 1700000000000000000


def perf_counter():
    return 0.0


def perf_counter_ns():
    return 0


def monotonic():
    return 0.0


def process_time():
    return 0.0


def sleep(seconds):
    pass


def ctime(seconds=None):
    return "Tue Nov 14 22:13:20 2023"


def asctime(moment=None):
    return ctime()


def strftime(format, moment=None):
    return _written(format)


def _written(format):
    parts = {
        "Y": "2023", "m": "11", "d": "14", "H": "22", "M": "13", "S": "20", "y": "23", "b": "Nov",
        "B": "November", "a": "Tue", "A": "Tuesday", "f": "000000", "j": "318", "p": "PM", "I": "10",
        "%": "%",
    }
    text = ""
    place = 0
    while place < len(format):
        letter = format[place]
        if letter == "%" and place + 1 < len(format):
            place += 1
            letter = parts.get(format[place], "%" + format[place])
        text += letter
        place += 1
    return text
