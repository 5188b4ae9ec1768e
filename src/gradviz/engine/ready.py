"""The order in which PyTorch's engine comes to the nodes of a pass.

It takes the latest of the nodes that are ready from a `std::priority_queue`. All leaves count as
equally late, later than any other node, so that it is the heap's own way of moving equal entries
that orders them; it is followed here step by step, as libstdc++ has it.
"""

from __future__ import annotations


class ReadyQueue:
    """The ids of the nodes that are ready; the one with the highest rank comes first."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int]] = []

    def __bool__(self) -> bool:
        return bool(self._heap)

    def push(self, rank: float, id: int) -> None:
        """Adds a node: `std::push_heap`."""
        self._heap.append((rank, id))
        self._rise(len(self._heap) - 1)

    def pop(self) -> int:
        """Takes the first node out: `std::pop_heap`."""
        heap = self._heap
        first = heap[0][1]
        last = heap.pop()
        if heap:
            self._sink(last)
        return first

    def _rise(self, at: int) -> None:
        """Moves an entry towards the top as long as it ranks above its parent."""
        heap, entry = self._heap, self._heap[at]
        while at and heap[parent := (at - 1) // 2][0] < entry[0]:
            heap[at] = heap[parent]
            at = parent
        heap[at] = entry

    def _sink(self, entry: tuple[float, int]) -> None:
        """Fills the top: of two children the higher moves up, the second where they are equal.

        The entry goes to where the last of them was, and rises from there.
        """
        heap = self._heap
        count, at = len(heap), 0
        while (child := 2 * at + 2) <= count:
            if child == count or heap[child][0] < heap[child - 1][0]:
                child -= 1
            heap[at] = heap[child]
            at = child
        heap[at] = entry
        self._rise(at)
