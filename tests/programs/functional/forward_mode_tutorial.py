import torch
import torch.autograd.forward_ad as fwAD

primal = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
tangent = torch.tensor([[0.5, -1.0], [2.0, 0.0]])


def fn(x, y):
    return x**2 + y**2


# all forward AD computation must happen within a dual_level
with fwAD.dual_level():
    dual_input = fwAD.make_dual(primal, tangent)
    assert fwAD.unpack_dual(dual_input).tangent is tangent
    print(dual_input)

    plain_input = torch.ones(2, 2)
    dual_output = fn(dual_input, plain_input)
    print(dual_output)

    jvp = fwAD.unpack_dual(dual_output).tangent
    print("jvp", jvp)

# outside of the level the tangents are gone
print(fwAD.unpack_dual(dual_output).tangent)
print(dual_output)
