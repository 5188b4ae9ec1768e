# What torch answers and is told beside its ops, places, weights, and numbers of Python and numpy.
import torch, math
import numpy as np
x = torch.tensor([1., 2., 3.], requires_grad=True)
A = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
y = x.where(x > 1.5, torch.zeros(3)); print(y)
print(A.H, A.mH, A.mT, A.real is A, A.is_cpu, A.is_sparse, x.get_device(), x.is_complex(), x.is_signed())
print(torch.is_nonzero(torch.tensor(1)), torch.broadcast_shapes((2, 1), (3,)), torch.tensor([1, 2]).char(), x.detach().byte())
for f in (lambda: torch.broadcast_shapes((2,), (3,)), lambda: x.mT, lambda: x.H, lambda: torch.ones(2, 2, 2).H, lambda: x.imag, lambda: torch.is_nonzero(A)):
    try: f()
    except RuntimeError as e: print(e)
print(torch.range(0, 3), torch.strided, torch.contiguous_format, torch.get_default_device())
torch.use_deterministic_algorithms(True); torch.set_num_threads(1)
print(torch.unravel_index(torch.tensor([5, 7]), (2, 3)))
V = torch.vander(x); print(V); 
try: V.sum().backward()
except RuntimeError as e: print(e)
print(torch.vander(torch.tensor([1, 2, 3]), 2, increasing=True), torch.vander(x, 0))
W = torch.tensor([[1., 2., 4.], [4., 5., 7.]], requires_grad=True)
print(torch.cov(W, fweights=torch.tensor([1, 2, 3])), torch.cov(W, aweights=x.detach()), torch.cov(W, fweights=torch.tensor([0, 0, 1])))
for k in (dict(fweights=torch.tensor([1., 2, 3])), dict(fweights=torch.tensor([1, 2])), dict(fweights=torch.tensor([1, -2, 3])), dict(aweights=torch.tensor([1, 2, 3])), dict(fweights=torch.tensor([0, 0, 0]))):
    try: torch.cov(W, **k)
    except RuntimeError as e: print(e)
print(torch.cumulative_trapezoid(x), torch.cumulative_trapezoid(x, torch.tensor([0., 1., 3.])))
print(math.fsum([.1] * 10), math.dist([0, 0], [3, 4]), math.isqrt(17), math.lcm(4, 6), math.perm(5, 2), math.modf(2.5), math.frexp(8.0), math.cbrt(27.0), math.erfc(.5), math.lgamma(3.5), math.acosh(2.0), math.remainder(7, 3))
print((5).bit_count(), (2.5).as_integer_ratio(), (5).real, (2.5).imag, (7).numerator, True.denominator, (255).conjugate(), (0.5).hex())
a = np.array([3., 1., 2.])
print(np.trunc(a), np.append(a, 4.), np.searchsorted(np.sort(a), 2.), np.nanmean(a), np.gradient(a), np.interp(1.5, [1., 2.], [10., 20.]), np.linalg.norm(a), np.linalg.inv(np.array([[2., 0.], [0., 4.]])), np.argwhere(a > 1.5))
try: torch.linalg.inv(torch.zeros(2, 2))
except torch.linalg.LinAlgError as e: print('singular', e)
b = x.detach().view(3, 1)
print(b.untyped_storage().data_ptr() == x.untyped_storage().data_ptr(), x.untyped_storage().nbytes(), x.is_shared())
torch.set_default_tensor_type(torch.DoubleTensor); print(torch.ones(1).dtype)
