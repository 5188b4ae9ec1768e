from collections import Counter, defaultdict, deque

d = defaultdict(list)
d["a"].append(1); d["b"].append(2); d["a"].append(3)
print(d, dict(d), d["zz"], len(d), d.get("q"), "q" in d)
c = Counter("hello world")
print(c, c["z"], c.most_common(2), sum(c.values()), Counter(a=2) + Counter(a=1, b=1), Counter(a=2) - Counter(a=1, b=1))
c.update("ll"); print(c["l"], list(Counter(a=2, b=1).elements()), c.total())
q = deque([1, 2, 3], maxlen=3)
q.append(4); q.appendleft(0)
print(q, q.popleft(), q.pop(), len(q), list(q), q[0], 2 in q, bool(deque()))
q.rotate(1); q.extend([7, 8, 9]); q.extendleft([5]); print(q, q.maxlen)
try: deque().pop()
except IndexError as e: print(e)
w = defaultdict(int)
for ch in "abca": w[ch] += 1
print(sorted(w.items()), isinstance(w, dict), type(w), type(q), type(c))
try: defaultdict(None)["x"]
except KeyError as e: print("missing", e)
print([x * 2 for x in deque([1, 2])], sum(deque([1, 2, 3])), Counter([1, 1, 2])[1], Counter("ab") == {"a": 1, "b": 1})
