from contextlib import ExitStack, contextmanager, nullcontext, suppress
import torch

@contextmanager
def tag(name):
    print("<", name)
    try:
        yield name.upper()
    except ValueError as e:
        print("caught", e)
    finally:
        print(">", name)
with tag("a") as t: print(t)
with tag("b"): raise ValueError("boo")
try:
    with tag("c"): raise KeyError("boo")
except KeyError as e: print("outside", e)
with nullcontext(5) as n: print(n)
with suppress(ZeroDivisionError): 1 / 0
with ExitStack() as st:
    st.enter_context(tag("d"))
@contextmanager
def frozen(t):
    before = t.requires_grad
    t.requires_grad_(False)
    try:
        yield t
    finally:
        t.requires_grad_(before)
w = torch.ones(2, requires_grad=True)
with frozen(w) as f:
    print((f * 2).requires_grad)
print((w * 2).requires_grad)
with torch.no_grad() if False else nullcontext():
    print((w * 3).requires_grad)
