class Counter:
    def __init__(self):
        self.n = 0
    def tick():
        self.n += 1

c = Counter()
c.tick()
