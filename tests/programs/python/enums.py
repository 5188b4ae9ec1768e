from enum import Enum, IntEnum, auto
import enum
import torch


class Act(Enum):
    RELU = 'relu'
    TANH = 'tanh'
    SIGMOID = 'sigmoid'

    def apply(self, x):
        if self is Act.RELU:
            return torch.relu(x)
        if self == Act.TANH:
            return torch.tanh(x)
        return torch.sigmoid(x)

    @property
    def short(self):
        return self.value[:2]

    @classmethod
    def default(cls):
        return cls.RELU


x = torch.tensor([-1.0, 1.0], requires_grad=True)
for a in Act:
    print(a, repr(a), a.name, a.value, a.short, a.apply(x))
print(Act('tanh'), Act['RELU'], Act.default(), len(Act), list(Act), Act.RELU in Act, Act.RELU != Act.TANH)
print({Act.RELU: 1}[Act.RELU], isinstance(Act.RELU, Act), type(Act.RELU).__name__, f'{Act.TANH}')
try:
    Act('gelu')
except ValueError as e:
    print(e)
try:
    Act['GELU']
except KeyError as e:
    print('KeyError', e)
try:
    Act.RELU = 3
except AttributeError as e:
    print(e)


class Mode(enum.Enum):
    TRAIN = auto()
    EVAL = auto()
    LAST = EVAL


print(Mode.TRAIN.value, Mode.EVAL, Mode.LAST is Mode.EVAL, [m.name for m in Mode], list(Mode.__members__))


class Level(IntEnum):
    LOW = 1
    HIGH = 10


print(Level.LOW < Level.HIGH, Level.HIGH + 1, int(Level.LOW), Level.LOW, repr(Level.LOW), x * Level.HIGH, sorted([Level.HIGH, Level.LOW]))
print(Level(10), torch.zeros(Level.LOW), [5, 6][Level.LOW])


class Color(str, Enum):
    RED = 'red'


print(Color.RED == 'red', Color.RED.upper(), Color.RED.value, Color.RED)
Two = Enum('Two', 'A B')
print(list(Two), Two.A.value)
match Act.TANH:
    case Act.RELU:
        print('r')
    case Act.TANH:
        print('t')
print(hash(Act.RELU) == hash(Act.RELU))
Act.RELU < Act.TANH
