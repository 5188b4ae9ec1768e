class Count:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        self.n -= 1
        if self.n < 0: raise StopIteration
        return self.n
c = Count(3)
print(next(c), list(c), next(c, "none"))
it = iter(Count(2))
print(next(it), it.n)
