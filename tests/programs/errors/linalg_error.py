# A singular matrix: the exception has a name of its own in torch.linalg, and is a RuntimeError.
import torch

for make in (torch.linalg.inv, torch.linalg.cholesky, torch.inverse):
    try:
        make(torch.zeros(2, 2))
    except torch.linalg.LinAlgError as e:
        print(type(e).__name__, e)
        print(isinstance(e, RuntimeError), isinstance(e, ValueError))

try:
    torch.linalg.solve(torch.zeros(2, 2), torch.ones(2))
except RuntimeError as e:
    print(type(e).__name__, str(e))

try:
    raise torch.linalg.LinAlgError("by hand")
except RuntimeError as e:
    print(type(e).__name__, e)

try:
    raise torch.cuda.OutOfMemoryError("CUDA out of memory.")
except torch.OutOfMemoryError as e:
    print(type(e).__name__, e)

try:
    raise UnboundLocalError("u")
except NameError as e:
    print(type(e).__name__, issubclass(UnboundLocalError, OSError))

torch.linalg.inv(torch.ones(2, 2))
