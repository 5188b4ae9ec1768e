# `op=` with operands that it does not take: Python names the operator with its "=".
import torch
import numpy as np

y = torch.ones(2, 3)


def times():
    z = y.clone()
    z *= "a"


def minus():
    z = y.clone()
    z -= None


def divided():
    z = y.clone()
    z /= [1]


def matrix():
    z = y.clone()
    z @= 3


def number():
    n = 1
    n += None


def power():
    n = None
    n **= 2


def text():
    s = "a"
    s += 1


def from_list():
    l = [1]
    l += 1


def key():
    d = {}
    d[np.ones(2)] = 1


for f in (times, minus, divided, matrix, number, power, text, from_list, key):
    try:
        f()
    except TypeError as e:
        print(f.__name__, e)
z = y.clone()
z += np.float32(2)
z *= 2
z += True
print(z)
