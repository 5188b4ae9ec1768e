"""datetime: the one moment at which the clock stands still, and spans of no time."""

from time import strftime


class timedelta:
    def __init__(self, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        self._seconds = (
            ((weeks * 7 + days) * 24 + hours) * 3600
            + minutes * 60
            + seconds
            + milliseconds / 1000
            + microseconds / 1000000
        )

    def total_seconds(self):
        return float(self._seconds)

    @property
    def days(self):
        return int(self._seconds // 86400)

    @property
    def seconds(self):
        return int(self._seconds % 86400)

    def __str__(self):
        whole = int(self._seconds)
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"

    def __repr__(self):
        return f"datetime.timedelta(seconds={self._seconds})" if self._seconds else "datetime.timedelta(0)"


class datetime:
    year, month, day, hour, minute, second = 2023, 11, 14, 22, 13, 20

    @staticmethod
    def now(tz=None):
        return datetime()

    @staticmethod
    def today():
        return datetime()

    @staticmethod
    def utcnow():
        return datetime()

    def __sub__(self, other):
        return timedelta() if isinstance(other, datetime) else self

    def __add__(self, other):
        return self

    def timestamp(self):
        return 1700000000.0

    def strftime(self, format):
        return strftime(format)

    def isoformat(self, sep="T"):
        return "2023-11-14" + sep + "22:13:20"

    def date(self):
        return self

    def __str__(self):
        return self.isoformat(" ")

    def __repr__(self):
        return "datetime.datetime(2023, 11, 14, 22, 13, 20)"
