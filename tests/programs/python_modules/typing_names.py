from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Callable, Generic, List, Optional, TypeVar, Union, cast

T = TypeVar("T")
Maybe = Optional[int]
Vec = list[float]
class Box(Generic[T]):
    def __init__(self, x: T) -> None: self.x = x
print(Box(3).x, cast(int, 4), isinstance([1], Sequence), isinstance(3, Iterable), isinstance(3, int | float), isinstance(None, int | None))
class Shape(ABC):
    @abstractmethod
    def area(self): ...
class Sq(Shape):
    def area(self): return 4
print(Sq().area())
Pair = tuple[float, float]
Loss = Callable[[Pair], Union[float, int]]
def f(a: Pair, g: Loss = sum, names: List[str] = ()) -> Optional[float]:
    b: float = g(a)
    return b
print(f((1.5, 2)))
