"""itertools: iterators made of iterators; each gives one item at a time."""


def count(start=0, step=1):
    while True:
        yield start
        start += step


def cycle(iterable):
    kept = []
    for item in iterable:
        yield item
        kept.append(item)
    while kept:
        yield from kept


def repeat(object, times=None):
    if times is None:
        while True:
            yield object
    for _ in range(times):
        yield object


def accumulate(iterable, func=None, *, initial=None):
    items = iter(iterable)
    total = initial
    if initial is None:
        for total in items:
            break
        else:
            return
    yield total
    for item in items:
        total = total + item if func is None else func(total, item)
        yield total


def batched(iterable, n):
    if n < 1:
        raise ValueError("n must be at least one")
    items = iter(iterable)
    while True:
        batch = tuple(islice(items, n))
        if not batch:
            return
        yield batch


def chain(*iterables):
    for iterable in iterables:
        yield from iterable


def _from_iterable(iterables):
    for iterable in iterables:
        yield from iterable


chain.from_iterable = _from_iterable


def compress(data, selectors):
    for item, selected in zip(data, selectors):
        if selected:
            yield item


def dropwhile(predicate, iterable):
    items = iter(iterable)
    for item in items:
        if not predicate(item):
            yield item
            break
    yield from items


def filterfalse(predicate, iterable):
    for item in iterable:
        if not (item if predicate is None else predicate(item)):
            yield item


def groupby(iterable, key=None):
    group, group_key = [], None
    for item in iterable:
        item_key = item if key is None else key(item)
        if group and item_key != group_key:
            yield group_key, iter(group)
            group = []
        group_key = item_key
        group.append(item)
    if group:
        yield group_key, iter(group)


def islice(iterable, *args):
    bounds = slice(*args)
    start = 0 if bounds.start is None else bounds.start
    step = 1 if bounds.step is None else bounds.step
    stop = bounds.stop
    if start < 0 or (stop is not None and stop < 0):
        raise ValueError(
            "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."
        )
    if step < 1:
        raise ValueError("Step for islice() must be a positive integer or None.")
    wanted = start
    place = 0
    items = iter(iterable)
    while stop is None or place < stop:
        for item in items:
            break
        else:
            return
        if place == wanted:
            yield item
            wanted += step
        place += 1


def pairwise(iterable):
    items = iter(iterable)
    for before in items:
        break
    for item in items:
        yield before, item
        before = item


def starmap(function, iterable):
    for args in iterable:
        yield function(*args)


def takewhile(predicate, iterable):
    for item in iterable:
        if not predicate(item):
            return
        yield item


def tee(iterable, n=2):
    items = iter(iterable)
    queues = [[] for _ in range(n)]

    def branch(own):
        while True:
            if not own:
                for item in items:
                    break
                else:
                    return
                for queue in queues:
                    queue.append(item)
            yield own.pop(0)

    return tuple(branch(queue) for queue in queues)


def zip_longest(*iterables, fillvalue=None):
    sources = [iter(iterable) for iterable in iterables]
    open_ones = [True for _ in sources]
    while True:
        row = []
        for place, source in enumerate(sources):
            item = fillvalue
            if open_ones[place]:
                for item in source:
                    break
                else:
                    open_ones[place] = False
                    item = fillvalue
            row.append(item)
        if not any(open_ones):
            return
        yield tuple(row)


def product(*iterables, repeat=1):
    pools = [tuple(pool) for pool in iterables] * repeat
    if not all(pools):
        return
    places = [0 for _ in pools]
    while True:
        yield tuple([pool[place] for pool, place in zip(pools, places)])
        for at in range(len(pools) - 1, -1, -1):
            places[at] += 1
            if places[at] < len(pools[at]):
                break
            places[at] = 0
        else:
            return


def combinations(iterable, r):
    pool = tuple(iterable)
    n = len(pool)
    if r > n:
        return
    places = list(range(r))
    while True:
        yield tuple([pool[place] for place in places])
        for at in range(r - 1, -1, -1):
            if places[at] != at + n - r:
                break
        else:
            return
        places[at] += 1
        for later in range(at + 1, r):
            places[later] = places[later - 1] + 1


def combinations_with_replacement(iterable, r):
    pool = tuple(iterable)
    n = len(pool)
    if not n and r:
        return
    places = [0] * r
    while True:
        yield tuple([pool[place] for place in places])
        for at in range(r - 1, -1, -1):
            if places[at] != n - 1:
                break
        else:
            return
        places[at:] = [places[at] + 1] * (r - at)


def permutations(iterable, r=None):
    pool = tuple(iterable)
    n = len(pool)
    r = n if r is None else r
    if r > n:
        return
    places = list(range(n))
    cycles = list(range(n, n - r, -1))
    yield tuple([pool[place] for place in places[:r]])
    while n:
        for at in range(r - 1, -1, -1):
            cycles[at] -= 1
            if cycles[at] == 0:
                places[at:] = places[at + 1 :] + places[at : at + 1]
                cycles[at] = n - at
            else:
                other = n - cycles[at]
                places[at], places[other] = places[other], places[at]
                yield tuple([pool[place] for place in places[:r]])
                break
        else:
            return
