# The words for a gradient of another dtype.
import torch
for t in ("float32","float64","float16","int64","int32","int16","int8","uint8","bool"):
    for s in ("float32","float64","float16","int64","int32","int16","int8","uint8","bool"):
        a = torch.ones(2, dtype=getattr(torch, t))
        try:
            a.grad = torch.ones(2, dtype=getattr(torch, s))
        except Exception as e:
            print(t, s, e)
