"""PyTorch's error messages, each once: what the engine raises, under a stable code.

`raise NOT_SCALAR.error()` gives a `TorchError`, which knows PyTorch's exception type and text; the
interpreter adds where it happened and what helps.
"""

from __future__ import annotations

import msgspec


class TorchError(Exception):
    """What PyTorch would raise: the exception's type, its text, and our code for it."""

    def __init__(self, type: str, message: str, code: str) -> None:
        super().__init__(message)
        self.type = type
        self.message = message
        self.code = code
        self.site: tuple[int, int, int, int] | None = None
        """Where it was raised, as `ast` has places; whoever knows it fills it in."""
        self.subject: object = None
        """What it is about (a tensor, the operands), for whoever explains it."""
        self.call: tuple[object, list[object]] | None = None
        """The innermost module that was called, and its arguments, where it came out of one."""


class Message(msgspec.Struct, frozen=True):
    """A text of PyTorch's with `{}` fields, and the type of exception that carries it."""

    code: str
    text: str
    type: str = "RuntimeError"

    def error(self, **fields: object) -> TorchError:
        """The exception, its fields filled in."""
        return TorchError(self.type, self.text.format(**fields), self.code)


class Warned(msgspec.Struct, frozen=True):
    """A UserWarning of PyTorch's; `once` where it comes once a process and not once a line."""

    text: str
    once: bool = False


class Caution(msgspec.Struct, frozen=True):
    """A text of a warning with `{}` fields."""

    text: str
    once: bool = False

    def of(self, **fields: object) -> Warned:
        """The warning, its fields filled in."""
        return Warned(self.text.format(**fields), self.once)


IMPLICIT_DIM = Caution(
    "Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as "
    "an argument."
)
DEGREES_OF_FREEDOM = Caution(
    "{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction "
    "factor (input numel divided by output numel)."
)
FEW_OBSERVATIONS = Caution(
    "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of "
    "observations."
)
OLD_QR = Caution(
    "torch.qr is deprecated in favor of torch.linalg.qr and will be removed in a future PyTorch "
    "release.\nThe boolean parameter 'some' has been replaced with a string parameter 'mode'.\n"
    "Q, R = torch.qr(A, some)\nshould be replaced with\n"
    "Q, R = torch.linalg.qr(A, 'reduced' if some else 'complete')",
    once=True,
)
OLD_CHOLESKY = Caution(
    "torch.cholesky is deprecated in favor of torch.linalg.cholesky and will be removed in a "
    "future PyTorch release.\nL = torch.cholesky(A)\nshould be replaced with\n"
    "L = torch.linalg.cholesky(A)\nand\nU = torch.cholesky(A, upper=True)\nshould be replaced "
    "with\nU = torch.linalg.cholesky(A).mH\nThis transform will produce equivalent results for "
    "all valid (symmetric positive definite) inputs.",
    once=True,
)
ON_EXPANDED = Caution(
    "Use of {op} on expanded tensors is deprecated. Please clone() the tensor before performing "
    "this operation. This also applies to advanced indexing e.g. tensor[{at}] = {value}"
)
TARGET_SIZE = Caution(
    "Using a target size (torch.Size({target})) that is different to the input size "
    "(torch.Size({input})). This will likely lead to incorrect results due to broadcasting. Please "
    "ensure they have the same size."
)
LEGACY_REDUCTION = Caution(
    "size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.",
    once=True,
)
KL_MEAN = Caution(
    "reduction: 'mean' divides the total loss by both the batch size and the support size."
    "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
    "'mean' will be changed to behave the same as 'batchmean' in the next major release."
)
MESHGRID_INDEXING = Caution(
    "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.",
    once=True,
)

NOT_SCALAR = Message("GV101", "grad can be implicitly created only for scalar outputs")
NO_GRAD_FN = Message(
    "GV102", "element {index} of tensors does not require grad and does not have a grad_fn"
)
SEED_SHAPE = Message(
    "GV103",
    "Mismatch in shape: grad_output[{index}] has a shape of torch.Size({grad}) and "
    "output[{index}] has a shape of torch.Size({output}).",
)
SECOND_TIME = Message(
    "GV104",
    "Trying to backward through the graph a second time (or directly access saved tensors after "
    "they have already been freed). Saved intermediate values of the graph are freed when you "
    "call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward "
    "through the graph a second time or if you need to access saved tensors after calling "
    "backward.",
)
LEAF_IN_PLACE = Message(
    "GV105", "a leaf Variable that requires grad is being used in an in-place operation."
)
VIEW_OF_LEAF_IN_PLACE = Message(
    "GV106", "a view of a leaf Variable that requires grad is being used in an in-place operation."
)
_MODIFIED = (
    "one of the variables needed for gradient computation has been modified by an inplace "
    "operation: [{type_name} {shape}]{producer} is at version {version}; expected version "
    "{expected} instead. Hint: "
)
MODIFIED = Message(
    "GV107",
    _MODIFIED + "enable anomaly detection to find the operation that failed to "
    "compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).",
)
MODIFIED_TRACED = Message(
    "GV107",
    _MODIFIED + "the backtrace further above shows the operation that failed to compute its "
    "gradient. The variable in question was changed in there or anywhere later. Good luck!",
)
SAVED_DETACHED = Message(
    "GV107",
    "Trying to use a saved tensor that has been detached in-place, i.e. with .detach_()."
    "This is not supported, please use out-of-place `.detach()` instead",
)
INPUT_NO_GRAD = Message("GV108", "One of the differentiated Tensors does not require grad")
UNUSED_INPUT = Message(
    "GV109",
    "The differentiated Tensor at index {index} appears to not have been used in the graph. Set "
    "allow_unused=True if this is the desired behavior.",
)
INTEGER_GRAD_CREATED = Message(
    "GV110", "Only Tensors of floating point and complex dtype can require gradients"
)
INTEGER_GRAD_SET = Message(
    "GV110", "only Tensors of floating point and complex dtype can require gradients"
)
INTEGER_GRAD_METHOD = Message("GV110", "only Tensors of floating point dtype can require gradients")
RETAIN_NO_GRAD = Message("GV111", "can't retain_grad on Tensor that has requires_grad=False")
NON_LEAF_FLAG = Message(
    "GV112", "you can only change requires_grad flags of leaf variables.{advice}"
)
EMPTY_INPUTS = Message("GV113", "`inputs` argument to `backward()` cannot be empty.")
GRADIENT_COUNT = Message("GV114", "got {tensors} tensors and {gradients} gradients")
GRADIENT_TYPE = Message(
    "GV115", "gradients can be either Tensors or None, but got {type}", "TypeError"
)
NOT_ITERABLE = Message("GV115", "'{type}' object is not iterable", "TypeError")
NO_NUMPY_DTYPE = Message("GV130", "Got unsupported ScalarType {dtype}", "TypeError")
NUMPY_REQUIRES_GRAD = Message(
    "GV116",
    "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.",
)
GRAD_ITSELF = Message("GV117", "can't assign Variable as its own grad")
GRAD_SIZE = Message(
    "GV117",
    "attempting to assign a gradient of size '{grad}' to a tensor of size '{tensor}'. Please "
    "ensure that the gradient and the tensor are the same size",
)
GRAD_TYPE = Message(
    "GV118",
    "assigned grad expected to be a Tensor or None but got grad of type {type}",
    "TypeError",
)
NOT_IMPLEMENTED = Message("GV119", "derivative for aten::{op} is not implemented")

BROADCAST = Message(
    "GV121",
    "The size of tensor a ({a}) must match the size of tensor b ({b}) at non-singleton dimension "
    "{dim}",
)
MATMUL_SHAPES = Message("GV122", "mat1 and mat2 shapes cannot be multiplied ({a} and {b})")
MV_SHAPES = Message("GV122", "size mismatch, got input ({rows}), mat ({mat}), vec ({vec})")
DOT_SHAPES = Message(
    "GV122",
    "inconsistent tensor size, expected tensor [{a}] and src [{b}] to have the same number of "
    "elements, but got {a} and {b} elements respectively",
)
MATMUL_BOTH_1D = Message(
    "GV122",
    "both arguments to matmul need to be at least 1D, but they are {a}D and {b}D",
)
BMM_SHAPES = Message(
    "GV122",
    "Expected size for first two dimensions of batch2 tensor to be: [{batch}, {inner}] but got: "
    "[{batch2}, {inner2}].",
)
EXPECTED_DIM = Message("GV122", "{name} must be a {wanted}D tensor{got}")
MATMUL_DTYPES = Message("GV123", "expected m1 and m2 to have the same dtype, but got: {a} != {b}")
DOT_DTYPES = Message(
    "GV123", "dot : expected both vectors to have same dtype, but found {a} and {b}"
)
VIEW_SIZE = Message("GV124", "shape '{shape}' is invalid for input of size {size}")
VIEW_INFER = Message("GV124", "only one dimension can be inferred")
VIEW_AMBIGUOUS = Message(
    "GV124",
    "cannot reshape tensor of 0 elements into shape {shape} because the unspecified dimension "
    "size -1 can be any value and is ambiguous",
)
VIEW_STRIDE = Message(
    "GV124",
    "view size is not compatible with input tensor's size and stride (at least one dimension "
    "spans across two contiguous subspaces). Use .reshape(...) instead.",
)
DIM_RANGE = Message(
    "GV125",
    "Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})",
    "IndexError",
)
DIM_TWICE = Message("GV125", "dim {dim} appears multiple times in the list of dims")
INDEX_RANGE = Message(
    "GV126", "index {index} is out of bounds for dimension {dim} with size {size}", "IndexError"
)
TOO_MANY_INDICES = Message("GV126", "too many indices for tensor of dimension {ndim}", "IndexError")
SCALAR_INDEX = Message(
    "GV126",
    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ "
    "to convert a 0-dim tensor to a number",
    "IndexError",
)
NEGATIVE_STEP = Message("GV126", "step must be greater than zero", "ValueError")
MEAN_DTYPE = Message(
    "GV127",
    "mean(): could not infer output dtype. Input dtype must be either a floating point or complex "
    "dtype. Got: {dtype}",
)
STACK_SHAPES = Message(
    "GV128",
    "stack expects each tensor to be equal size, but got {first} at entry 0 and {other} at entry "
    "{index}",
)
CAT_SHAPES = Message(
    "GV128",
    "Sizes of tensors must match except in dimension {dim}. Expected size {expected} but got size "
    "{got} for tensor number {index} in the list.",
)
CAT_DIMS = Message(
    "GV128",
    "Tensors must have same number of dimensions: got {first} and {other}",
)
CAT_SCALAR = Message(
    "GV128", "zero-dimensional tensor (at position {index}) cannot be concatenated"
)
EMPTY_LIST = Message("GV128", "{op} expects a non-empty TensorList")
ITEM_COUNT = Message("GV129", "a Tensor with {count} elements cannot be converted to Scalar")
AMBIGUOUS_BOOL = Message("GV130", "Boolean value of Tensor with {count} is ambiguous")
PERMUTE_DIMS = Message(
    "GV131",
    "permute(sparse_coo): number of dimensions in the tensor input does not match the length of "
    "the desired ordering of dimensions i.e. input.dim() = {ndim} is not equal to len(dims) = "
    "{count}",
)
EXPAND_SIZE = Message(
    "GV132",
    "The expanded size of the tensor ({wanted}) must match the existing size ({size}) at "
    "non-singleton dimension {dim}.  Target sizes: {target}.  Tensor sizes: {sizes}",
)
EXPAND_NDIM = Message(
    "GV132",
    "expand(torch.{type_name}{{{sizes}}}, size={target}): the number of sizes provided ({count}) "
    "must be greater or equal to the number of dimensions in the tensor ({ndim})",
)
T_DIMS = Message("GV133", "t() expects a tensor with <= 2 dimensions, but self is {ndim}D")
INTEGER_POWER = Message("GV134", "Integers to negative integer powers are not allowed.")
SUBTRACT_BOOL = Message(
    "GV135",
    "Subtraction, the `-` operator, with {operand} is not supported. If you are trying to invert "
    "a mask, use the `~` or `logical_not()` operator instead.",
)
RAGGED = Message(
    "GV136",
    "expected sequence of length {expected} at dim {dim} (got {got})",
    "ValueError",
)
OUTPUT_SHAPE = Message(
    "GV137", "output with shape {output} doesn't match the broadcast shape {broadcast}"
)
CAST_RESULT = Message(
    "GV138", "result type {result} can't be cast to the desired output type {wanted}"
)
ARGUMENT = Message("GV140", "{text}", "TypeError")
OVERFLOW = Message("GV141", "Overflow when unpacking long")
NEGATE_BOOL = Message(
    "GV135",
    "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a "
    "mask, use the `~` or `logical_not()` operator instead.",
)
SUBTRACT_BOOLS = Message(
    "GV135",
    "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or "
    "`logical_xor()` operator instead.",
)
REPEATED_DIM = Message("GV131", "permute(): duplicate dims are not allowed.")
DOT_DIMS = Message("GV122", "1D tensors expected, but got {a}D and {b}D tensors")
MV_DIMS = Message("GV122", "vector + matrix @ vector expected, got {out}, {a}, {b}")
MV_DTYPES = Message(
    "GV123", "addmv input tensors must have the same dtype, but got {b}, {a}, and {b}"
)
BMM_DTYPES = Message("GV123", "expected scalar type {a} but found {b}")
EXPECTED_MATRIX = Message("GV122", "{name} must be a matrix")
EXPECTED_BATCH = Message("GV122", "{name} must be a 3D tensor")
EXPAND_LEADING = Message(
    "GV132",
    "The expanded size of the tensor ({wanted}) isn't allowed in a leading, non-existing "
    "dimension {dim}",
)
EMPTY_CAT = Message("GV128", "torch.cat(): expected a non-empty list of Tensors", "ValueError")

ONE_ELEMENT = Message(
    "GV129", "only one element tensors can be converted to Python scalars", "ValueError"
)
NOT_A_SEQUENCE = Message("GV136", "not a sequence", "TypeError")
LIST_FOR_NUMBER = Message("GV136", "{text}", "TypeError")
TOO_DEEP = Message("GV136", "too many dimensions '{type}'", "ValueError")
STRING_DATA = Message("GV136", "new(): invalid data type '{type}'", "TypeError")
NO_DTYPE = Message("GV136", "Could not infer dtype of {type}")
LIST_OVERFLOW = Message("GV141", "Overflow when unpacking long long", "ValueError")
CONVERSION = Message("GV141", "value cannot be converted to type {dtype} without overflow")
NEGATIVE_SIZE = Message("GV139", "{name}: Dimension size must be non-negative.")
NEGATIVE_TRIANGLE = Message("GV139", "{name} must be non-negative, got{size}")
NEGATIVE_STEPS = Message("GV139", "number of steps must be non-negative")
EYE_SIZE = Message("GV139", "{name} must be greater or equal to 0, got {size}")
ARANGE_STEP = Message("GV139", "step must be nonzero")
ARANGE_SIGN = Message("GV139", "upper bound and lower bound inconsistent with step sign")
ARANGE_INFINITE = Message("GV139", "unsupported range: {start} -> {end}")
INDEX_KIND = Message(
    "GV126", "tensors used as indices must be long, int, byte or bool tensors", "IndexError"
)
HOOK_NO_GRAD = Message("GV111", "cannot register a hook on a tensor that doesn't require gradient")
NO_KERNEL = Message("GV142", "\"{kernel}\" not implemented for '{dtype}'", "NotImplementedError")
INVERT_KIND = Message(
    "GV142",
    "~ (operator.invert) is only implemented on integer and Boolean-type tensors",
    "TypeError",
)
WHERE_CONDITION = Message(
    "GV142", "where expected condition to be a boolean tensor, but got a tensor with dtype {dtype}"
)
CLAMP_NOTHING = Message("GV143", "torch.clamp: At least one of 'min' or 'max' must not be None")
ROUNDING_MODE = Message(
    "GV143",
    "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{mode}'",
)
ZERO_DIVISION = Message("GV144", "ZeroDivisionError")
RELU_BOOL = Message("GV142", "Boolean inputs not supported for relu")
VIEW_IN_PLACE = Message("GV106", "{which} modified inplace{how}.{reason}")
VIEW_IN_NO_GRAD = (
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your "
    "code by moving both the view and the inplace either both inside the no_grad block (if you "
    "don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
)
VIEW_OF_CUSTOM = (
    " This view was created inside a custom Function (or because an input was returned as-is) and "
    "the autograd logic to handle view+inplace would override the custom backward associated with "
    "the custom Function, leading to incorrect gradients. This behavior is forbidden. You can fix "
    "this by cloning the output of the custom Function."
)
VIEW_OF_MANY = (
    " This view is the output of a function that returns multiple views. Such functions do not "
    "allow the output views to be modified inplace. You should replace the inplace operation by an "
    "out-of-place one."
)
OVERLAP = Message(
    "GV185",
    "unsupported operation: more than one element of the written-to tensor refers to a single "
    "memory location. Please clone() the tensor before performing the operation.",
)
PARTIAL_OVERLAP = Message(
    "GV185",
    "unsupported operation: some elements of the input tensor and the written-to tensor refer to a "
    "single memory location. Please clone() the tensor before performing the operation.",
)
EMPTY_REDUCTION = Message(
    "GV145",
    "{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the "
    "reduction dim with the 'dim' argument.",
)
EMPTY_REDUCTION_ARG = Message(
    "GV145",
    "{name}(): Expected reduction dim to be specified for input.numel() == 0.",
    "IndexError",
)
EMPTY_REDUCTION_DIM = Message(
    "GV145", "{name}(): Expected reduction dim {dim} to have non-zero size.", "IndexError"
)
ARG_BOOL = Message("GV142", "{name}(): does not support bool input")
VAR_DTYPE = Message("GV127", "std and var only support floating point and complex dtypes")
NORM_DTYPE = Message(
    "GV127",
    "linalg.vector_norm: Expected a floating point or complex tensor as input. Got {dtype}",
)
NORM_ORDER = Message("GV146", "the matrix norm of order {order} is not among gradviz's ops")
TOPK_RANGE = Message("GV186", "selected index k out of range")
GATHER_DTYPE = Message("GV147", "gather(): Expected dtype int32/int64 for index")
GATHER_DIMS = Message(
    "GV147", "Index tensor must have the same number of dimensions as input tensor"
)
GATHER_SIZES = Message(
    "GV147",
    "Size does not match at dimension {at} expected index {index} to be no larger than self "
    "{input} apart from dimension {dim}",
)
GATHER_RANGE = Message(
    "GV147", "index {index} is out of bounds for dimension {dim} with size {size}"
)
SCATTER_WORD = Message("GV147", "reduce argument must be either add or multiply.")
INDEX_VECTOR = Message("GV147", "index_select(): Index is supposed to be a vector", "IndexError")
SELECT_RANGE = Message("GV147", "index out of range in self", "IndexError")
MASK_DTYPE = Message(
    "GV147", "masked_fill_ only supports boolean masks, but got mask with dtype {dtype}"
)
FILL_DIMS = Message(
    "GV147",
    "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with {ndim} "
    "dimension(s).",
)
TRIANGLE_DIMS = Message("GV148", "{name}: input tensor must have at least 2 dimensions")
DIAG_DIMS = Message("GV148", "diag(): Supports 1D or 2D tensors. Got {ndim}D")
TRACE_DIMS = Message("GV148", "trace: expected a matrix, but got tensor with dim {ndim}")
SPLIT_NEGATIVE = Message(
    "GV149", "split expects split_size be non-negative, but got split_size={size}"
)
SPLIT_ZERO = Message(
    "GV149",
    "split_size can only be 0 if dimension size is 0, but got dimension size of {n}",
)
SPLIT_SUM = Message(
    "GV149",
    "split_with_sizes expects split_sizes to sum exactly to {n} (input tensor's size at dimension "
    "{dim}), but got split_sizes={sizes}",
)
CHUNKS = Message("GV149", "chunk expects `chunks` to be greater than 0, got: {chunks}")
NARROW_0D = Message("GV149", "narrow() cannot be applied to a 0-dim tensor.")
NARROW_LENGTH = Message("GV149", "narrow(): length must be non-negative.")
NARROW_START = Message(
    "GV149",
    "start out of range (expected to be in range of [-{size}, {size}], but got {start})",
    type="IndexError",
)
NARROW_RANGE = Message(
    "GV149", "start ({start}) + length ({length}) exceeds dimension size ({size})."
)
REPEAT_DIMS = Message(
    "GV149",
    "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
)
FLATTEN_DIMS = Message("GV149", "flatten() has invalid args: start_dim cannot come after end_dim")
REDUCTION = Message("GV171", "{reduction} is not a valid value for reduction", "ValueError")
TARGET_DTYPE = Message("GV172", "expected target dtype to be Long or Byte, but got {dtype}")
TARGET_RANGE = Message("GV172", "Target {target} is out of bounds.", "IndexError")
NLL_DIMS = Message("GV172", "Expected 1 or more dimensions (got 0)", "ValueError")
BATCH_SIZE = Message(
    "GV172",
    "Expected input batch_size ({input}) to match target batch_size ({target}).",
    "ValueError",
)
BCE_SIZES = Message(
    "GV172",
    "Using a target size (torch.Size({target})) that is different to the input size "
    "(torch.Size({input})) is deprecated. Please ensure they have the same size.",
    "ValueError",
)
BCE_DTYPE = Message("GV172", "Found dtype {found} but expected {wanted}")
KL_INTEGRAL = Message("GV172", "kl_div: Integral inputs not supported.")
BCE_RANGE = Message("GV172", "all elements of {name} should be between 0 and 1")
LOGITS_SIZES = Message(
    "GV172",
    "Target size (torch.Size({target})) must be the same as input size (torch.Size({input}))",
    "ValueError",
)
NORMALIZED_SHAPE = Message(
    "GV181",
    "Given normalized_shape={sizes}, expected input with shape [*, {stars}], but got input of "
    "size{shape}",
)
SAME_DTYPES = Message("GV123", "{a} did not match {b}")
FLOATING_COMMON = Message(
    "GV127", "expected common dtype to be floating point, yet common dtype is {dtype}"
)
EINSUM = Message("GV178", "einsum(): {text}")
INNER_SHAPES = Message(
    "GV122",
    "inner() the last dimension must match on both input tensors but got shapes {a} and {b}",
)
TENSORDOT_DIMS = Message("GV122", "tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
TENSORDOT_LENGTHS = Message("GV122", "both dimension lists should have same length")
TENSORDOT_SIZES = Message(
    "GV122",
    "contracted dimensions need to match, but first has size {a} in dim {dim_a} and second has "
    "size {b} in dim {dim_b}",
)
MESHGRID_DTYPES = Message("GV128", "meshgrid expects all tensors to have the same dtype")
MESHGRID_WORD = Message(
    "GV128",
    'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}',
)
LINALG_DIMS = Message("GV179", "{name}: The input tensor A must have at least 2 dimensions.")
LINALG_SQUARE = Message(
    "GV179",
    "{name}: A must be batches of square matrices, but they are {rows} by {columns} matrices",
)
LINALG_DTYPE = Message(
    "GV179", "{name}: Expected a floating point or complex tensor as input. Got {dtype}"
)
SINGULAR = Message(
    "GV187",
    "linalg.inv: {batch}The diagonal element {at} is zero, the inversion could not be completed "
    "because the input matrix is singular.",
    "_LinAlgError",
)
SINGULAR_SOLVE = Message(
    "GV187",
    "torch.linalg.solve: The solver failed because the input matrix is singular.",
    "_LinAlgError",
)
SOLVE_SHAPES = Message(
    "GV179", "linalg.solve: Incompatible shapes of A and B for the equation AX = B ({a} and {b})"
)
CHOLESKY_FAILED = Message(
    "GV187",
    "linalg.cholesky: The factorization could not be completed because the input is not "
    "positive-definite (the leading minor of order {order} is not positive-definite).",
    "_LinAlgError",
)
MATRIX_NORM_ORDER = Message("GV179", "linalg.matrix_norm: Order {order} not supported.")
MULTI_DOT_COUNT = Message("GV179", "multi_dot(): expected at least 2 tensors but got {count}")
CROSS_SIZE = Message(
    "GV179", "linalg.cross: inputs dimension {dim} must have length 3. Got {a} and {b}"
)
CROSS_NDIM = Message("GV179", "linalg.cross: inputs must have the same number of dimensions.")
CROSS_DIM = Message("GV179", "no dimension of size 3 in input")
CDIST_DIMS = Message("GV179", "cdist only supports at least 2D tensors, X{number} got: {ndim}D")
CDIST_COLUMNS = Message("GV179", "X1 and X2 must have the same number of columns. X1: {a} X2: {b}")
BROADCAST_LENGTH = Message(
    "GV121",
    "Attempting to broadcast a dimension of length {size} at {at}! Mismatching argument at index "
    "{number} had {shape}; but expected shape should be broadcastable to {result}",
)
MATRIX_DIMS = Message(
    "GV133",
    "tensor.{name} is only supported on matrices or batches of matrices. Got {ndim}-D tensor.",
)
H_DIMS = Message(
    "GV133", "tensor.H is only supported on matrices (2-D tensors). Got {ndim}-D tensor.{batches}"
)
IMAGINARY = Message("GV142", "imag is not implemented for tensors with non-complex dtypes.")
HARDTANH_KIND = Message("GV183", "{text}")
DIFF_DIMS = Message("GV149", "diff expects input to be at least one-dimensional")
NANMEAN_DTYPE = Message(
    "GV142",
    "nanmean(): expected input to have floating point or complex dtype but got {dtype}",
)
NORMALIZED_NOTHING = Message(
    "GV181",
    "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one "
    "element, but got normalized_shape = []",
)
VOLUME_DIMS = Message("GV180", "non-empty 4D or 5D (batch mode) tensor expected for input")
LOCAL_RESPONSE_DIMS = Message(
    "GV181",
    "Expected 3D or higher dimensionality                          input (got {ndim} dimensions)",
    "ValueError",
)
LABELS_SIZE = Message("GV172", "inconsistent target size: {target} for input of size: {input}")
LABELS_RANGE = Message("GV172", "argument #2 'target' is out of range")
POISSON_RATE = Message("GV175", "invalid Poisson rate, expected rate to be non-negative")
QR_MODE = Message(
    "GV179",
    "qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or "
    "'complete'",
)
QR_NO_Q = Message(
    "GV179",
    "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use "
    "linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr.",
)
QR_COMPLETE = Message(
    "GV179",
    "The QR decomposition is not differentiable when mode='complete' and nrows > ncols.",
)
SVD_DRIVER = Message(
    "GV179", "torch.linalg.svd: keyword argument `driver=` is only supported on CUDA inputs."
)
TRIANGULAR_RIGHT = Message(
    "GV179",
    "linalg.solve_triangular: The input tensor {name} must have at least 2 dimensions.",
)
TRIANGULAR_SHAPES = Message(
    "GV179",
    "linalg.solve_triangular: Incompatible shapes of A and B for the equation {equation} ({a} and "
    "{b})",
)
CHOLESKY_RIGHT_DIMS = Message(
    "GV179", "{name} should have at least 2 dimensions, but has {ndim} dimensions instead"
)
CHOLESKY_RIGHT = Message(
    "GV179",
    "Incompatible matrix sizes for cholesky_solve: each A matrix is {a} but each b matrix is {b}",
)
LEAST_SQUARES = Message("GV179", "torch.linalg.lstsq: {text}")
LEAST_SQUARES_DTYPES = Message(
    "GV179",
    "torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's dtype "
    "{a} and other's dtype {b}",
)
RANK_DIMS = Message(
    "GV179", "torch.linalg.matrix_rank: The input tensor input must have at least 2 dimensions."
)
COND_DIMS = Message("GV179", "linalg.cond: The input tensor must have at least 2 dimensions.")
COND_ORDER = Message("GV179", "linalg.cond got an invalid norm type: {order}")
TENSOR_INV_IND = Message("GV179", "Expected a strictly positive integer for 'ind', but got {ind}")
TENSOR_SQUARE = Message(
    "GV179",
    "Expected self to satisfy the requirement prod(self.shape[{which}:]) == "
    "prod(self.shape[:{which}]), but got {a} != {b}",
)
SETTING = Message("GV180", "{text}")
CONV_DIMS = Message(
    "GV180",
    "Expected {ndim}D (unbatched) or {batched}D (batched) input to {name}, but got input of size: "
    "{shape}",
)
CONV_NDIM = Message(
    "GV180",
    "Expected {ndim}-dimensional input for {ndim}-dimensional weight {weight}, but got "
    "{dims}-dimensional input of size {shape} instead",
)
CONV_GROUPS = Message(
    "GV180",
    "Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got "
    "weight of size [{weight}] instead",
)
CONV_CHANNELS = Message(
    "GV180",
    "Given groups={groups}, weight of size {weight}, expected input{shape} to have {wanted} "
    "channels, but got {got} channels instead",
)
CONV_TRANSPOSED_CHANNELS = Message(
    "GV180",
    "Given transposed={groups}, weight of size {weight}, expected input{shape} to have {wanted} "
    "channels, but got {got} channels instead",
)
CONV_BIAS = Message(
    "GV180",
    "Given weight of size {weight}, expected bias to be 1-dimensional with {count} elements, but "
    "got bias of size {bias} instead",
)
CONV_KERNEL = Message(
    "GV180",
    "Calculated padded input size per channel: ({input}). Kernel size: ({kernel}). Kernel size "
    "can't be greater than actual input size",
)
CONV_SAME_STRIDE = Message("GV180", "padding='same' is not supported for strided convolutions")
POOL_DIMS = Message("GV180", "non-empty 3D or 4D (batch mode) tensor expected for input")
POOL_PAD = Message(
    "GV180",
    "pad should be at most half of effective kernel size, but got pad={pad}, kernel_size={kernel} "
    "and dilation={dilation}",
)
POOL_SMALL = Message(
    "GV180",
    "Given input size: ({input}). Calculated output size: ({output}). Output size is too small",
)
PAD_ODD = Message("GV180", "Padding length must be divisible by 2")
PAD_LENGTH = Message(
    "GV180",
    "Padding length should be less than or equal to two times the input dimension but got padding "
    "length {length} and input of dimension {ndim}",
)
PAD_MODE = Message("GV180", "Unrecognised padding mode {mode}", "NotImplementedError")
PAD_DIMS = Message(
    "GV180",
    "Padding size {length} is not supported for {ndim}D input tensor.\n"
    "Supported combinations for non-constant padding:\n"
    "  - 2D or 3D input: padding size = 2 (pads last dimension)\n"
    "  - 3D or 4D input: padding size = 4 (pads last 2 dimensions)\n"
    "  - 4D or 5D input: padding size = 6 (pads last 3 dimensions)",
    "NotImplementedError",
)
PAD_REFLECT = Message(
    "GV180",
    "Argument #{number}: Padding size should be less than the corresponding input dimension, but "
    "got: padding ({low}, {high}) at dimension {dim} of input {shape}",
)
INTERPOLATE_NEITHER = Message(
    "GV180", "either size or scale_factor should be defined", "ValueError"
)
INTERPOLATE_BOTH = Message(
    "GV180", "only one of size or scale_factor should be defined", "ValueError"
)
COV_WEIGHTS = Message("GV149", "cov(): {text}")
VANDER_DIMS = Message("GV149", "x must be a one-dimensional tensor.")
VANDER_NEGATIVE = Message("GV149", "N must be non-negative.")
UNRAVEL_DTYPE = Message(
    "GV142", "expected 'indices' to be integer dtype, but got torch.{dtype}", "TypeError"
)
INTERPOLATE_REFUSED = Message("GV182", "gradviz has no interpolate of mode {mode!r} here")
INTERPOLATE_DIMS = Message(
    "GV180",
    "Input Error: Only 3D, 4D and 5D input Tensors supported (got {ndim}D) for the modes: nearest "
    "| linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got {mode})",
    "NotImplementedError",
)
SHUFFLE_DIMS = Message(
    "GV180",
    "pixel_shuffle expects input to have at least 3 dimensions, but got input with {ndim} "
    "dimension(s)",
)
SHUFFLE_CHANNELS = Message(
    "GV180",
    "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of "
    "upscale_factor, but input.size(-3)={channels} is not divisible by {square}",
)
FOLD_BLOCKS = Message(
    "GV180",
    "Given output_size={output}, kernel_size={kernel}, dilation={dilation}, padding={padding}, "
    "stride={stride}, expected size of input's dimension {dim} to match the calculated number of "
    "sliding blocks {rows} * {columns} = {count}, but got input.size({dim})={got}.",
)
BATCH_ONE_VALUE = Message(
    "GV181",
    "Expected more than 1 value per channel when training, got input size torch.Size({shape})",
    "ValueError",
)
RUNNING_MISSING = Message("GV181", "running_mean must be defined in evaluation mode")
STATISTIC_SIZE = Message("GV181", "{name} should contain {wanted} elements not {got}")
GROUP_CHANNELS = Message(
    "GV181",
    "Expected number of channels in input to be divisible by num_groups, but got input of shape "
    "{shape} and num_groups={groups}",
)
GROUP_ONE_VALUE = Message(
    "GV181",
    "Expected more than 1 value per channel when training, got input size {shape}",
    "ValueError",
)
INSTANCE_ONE_VALUE = Message(
    "GV181",
    "Expected more than 1 spatial element when training, got input size torch.Size({shape})",
    "ValueError",
)
ATTENTION_DROPOUT = Message(
    "GV182", "gradviz has scaled_dot_product_attention without dropout: dropout_p must be 0"
)
ZERO_GROUPS = Message("GV181", "integer division or modulo by zero", "ZeroDivisionError")
RMS_SHAPE = Message(
    "GV181",
    "Given normalized_shape={sizes}, expected input with shape [*{stars}], but got input of size"
    "{shape}",
)
CELU_ALPHA = Message("GV144", "ZeroDivisionError: alpha cannot be 0 for CELU")
GLU_ODD = Message("GV183", "Halving dimension must be even, but dimension {dim} is size {size}")
PRELU_COUNT = Message(
    "GV183",
    "Mismatch of parameter numbers and input channel size. Found parameter numbers = {count} and "
    "channel size = {channels}.",
)
SOFTSHRINK_RANGE = Message(
    "GV183",
    "lambda must be in range [0, 3.40282e+38] for input dtype Float, but found {lambd:g}",
)
BILINEAR_SIZES = Message(
    "GV183",
    "bilinear(): input{number} size does not match weight size: got {got} but expected {wanted}",
)
WEIGHT_SIZE = Message("GV172", "Weights and input must have the same size.", "ValueError")
REDUCTION_PLAIN = Message("GV171", "{reduction} is not valid", "ValueError")
MARGIN_DIMS = Message(
    "GV172",
    "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
    "torch.Size({a}), input2: torch.Size({b}), target: torch.Size({target}) ",
)
COSINE_DIMS = Message(
    "GV172",
    "{target}D target tensor expects {input}D input tensors, but found inputs with sizes {a} and "
    "{b}.",
)
TRIPLET_MARGIN = Message("GV172", "margin must be greater than 0, got {margin}", "ValueError")
TRIPLET_DIMS = Message(
    "GV172",
    "The anchor, positive, and negative tensors are expected to have the same number of "
    "dimensions, but got: anchor {a}D, positive {b}D, and negative {c}D inputs",
)
VAR_NEGATIVE = Message("GV172", "var has negative entry/entries", "ValueError")
VAR_SIZE = Message("GV172", "var is of incorrect size", "ValueError")
KTH_RANGE = Message("GV186", "kthvalue(): selected number k out of range for dimension {dim}")
QUANTILE_DTYPE = Message("GV127", "quantile() input tensor must be either float or double dtype")
QUANTILE_RANGE = Message("GV186", "quantile() q must be in the range [0, 1] but got {q}")
QUANTILE_WORD = Message(
    "GV186",
    "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
    "{word}",
)
BINCOUNT_INPUT = Message("GV147", "bincount only supports 1-d non-negative integral inputs.")
INDEX_COUNT = Message(
    "GV147",
    "{name}(): Number of indices ({count}) should be equal to source.size(dim): ({size}), for dim: "
    "{dim}",
)
PLACE_RANGE = Message(
    "GV147", "index {index} is out of bounds for dimension {dim} with size {size}"
)
SCATTER_REDUCE_WORD = Message(
    "GV147", "reduce argument must be either sum, prod, mean, amax or amin, got {reduce}"
)
MASKED_SOURCE = Message("GV147", "Number of elements of source < number of ones in mask")
ROT_DIMS = Message("GV149", "expected total rotation dims == 2, but got dims = {count}")
TRAPEZOID_POINTS = Message("GV149", "trapezoid: There must be one `x` value for each sample point")
OBSERVATIONS_DIMS = Message(
    "GV149",
    "{name}(): expected input to have two or fewer dimensions but got an input with {ndim} "
    "dimensions",
)
VANDER_COLUMNS = Message("GV149", "N must be greater than 1.")
FLIP_DIMS = Message("GV149", "Input must be >= {least}-d.")
SPLIT_UNEVEN = Message(
    "GV149",
    "torch.{name} attempted to split along dimension {dim}, but the size of the dimension {size} "
    "is not divisible by the split_size {sections}!",
)
UNFOLD_SIZE = Message(
    "GV149", "maximum size for tensor at dimension {dim} is {most} but size is {size}"
)
REPEATS_SIZE = Message(
    "GV149",
    "repeats must have the same size as input along dim, but got repeats.size(0) = {repeats} and "
    "input.size({dim}) = {size}",
)
CONVERSION_KIND = Message("GV135", "The `+` operator, on a bool tensor is not supported.")
FILL_DIAGONAL_DIMS = Message("GV148", "dimensions must larger than 1")
RESIZE_OVERFLOW = Message("GV139", "numel: integer multiplication overflow")
RESIZE_GRAD = Message("GV105", "cannot resize variables that require grad")
ADDMM_FACTORS = Message("GV123", "mat1 and mat2 must have the same dtype, but got {a} and {b}")
ADDMM_DTYPES = Message("GV123", "self and mat2 must have the same dtype, but got {a} and {b}")
OUTER_DIMS = Message("GV122", "outer: Expected 1-D argument {name}, but got {ndim}-D")
DETACH_VIEW = Message(
    "GV106",
    "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel "
    "(DDP) for training, and gradient_as_bucket_view is set as True, gradients are views of DDP "
    "buckets, and hence detach_() cannot be called on these gradients. To fix this error, please "
    "refer to the Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution.",
)
POST_HOOK_RESULT = Message("GV111", "Tensor post accumulate grad hooks should return None.")
LEAF_MOVED = Message("GV106", "leaf variable has been moved into the graph interior")
HOOK_NO_GRADIENT = Message("GV111", "can't replace a None gradient with a non-None value")
HOOK_SIZE = Message("GV111", "hook '{name}' has changed the size of value")
HOOK_RESULT = Message("GV111", "expected Variable, but hook returned '{type}'", "TypeError")
POST_HOOK_NON_LEAF = Message(
    "GV111", "post accumulate grad hooks cannot be registered on non-leaf tensors"
)
NO_CUDA = Message("GV170", "Torch not compiled with CUDA enabled", "AssertionError")
SELECT_0D = Message("GV149", "select() cannot be applied to a 0-dim tensor.", "IndexError")
UNBIND_0D = Message(
    "GV149", "Dimension specified as {dim} but tensor has no dimensions", "IndexError"
)
SELECT_INDEX = Message(
    "GV126",
    "select(): index {index} out of range for tensor of size {shape} at dimension {dim}",
    "IndexError",
)
MASK_SHAPE = Message(
    "GV126",
    "The shape of the mask {mask} at index {dim} does not match the shape of the indexed tensor "
    "{shape} at index {dim}",
    "IndexError",
)
PUT_SHAPE = Message(
    "GV126",
    "shape mismatch: value tensor of shape {values} cannot be broadcast to indexing result of "
    "shape {picked}",
)
INDEX_SHAPES = Message(
    "GV126",
    "shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}",
    "IndexError",
)
ONE_HOT_DTYPE = Message("GV147", "one_hot is only applicable to index tensor of type LongTensor.")
ONE_HOT_NEGATIVE = Message("GV147", "Class values must be non-negative.")
ONE_HOT_EMPTY = Message("GV147", "Can not infer total number of classes from empty tensor.")
ONE_HOT_RANGE = Message("GV147", "Class values must be smaller than num_classes.")
RANDOM_SIZE = Message("GV139", "Trying to create tensor with negative dimension {size}: {sizes}")
RANDOM_KIND = Message(
    "GV142",
    "{name} distribution is a continuous probability distribution. dtype must be a floating point "
    "but you specified {dtype}",
)
RANDOM_BOUNDS = Message("GV175", "{name} is out of bounds for {dtype}")
RANDOM_ORDER = Message(
    "GV175", "random_ expects 'from' to be less than 'to', but got from={low} >= to={high}"
)
UNIFORM_ORDER = Message(
    "GV175",
    "uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}",
)
UNIFORM_SPAN = Message(
    "GV175",
    "uniform_ expects to-from <= std::numeric_limits<{dtype}>::max(), but found to={high:g} and "
    "from={low:g} which result in to-from to exceed the limit",
)
NORMAL_STD = Message("GV175", "normal expects std >= 0.0, but found std {std:g}")
NORMAL_STDS = Message("GV175", "normal expects all elements of std >= 0.0")
POSITIVE_PARAMETER = Message("GV175", "{name}_ expects {of} > 0.0, but found {of}={value:g}")
GEOMETRIC_P = Message("GV175", "geometric_ expects p to be in (0, 1), but got p={p:g}")
BERNOULLI_P = Message("GV175", "bernoulli_ expects p to be in [0, 1], but got p={p:g}")
BERNOULLI_EACH = Message(
    "GV175",
    "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be "
    "improved?  If so, please report an enhancement request to PyTorch.)",
)
MULTINOMIAL = Message("GV176", "{text}")
DROPOUT_P = Message(
    "GV175", "dropout probability has to be between 0 and 1, but got {p}", "ValueError"
)
FEATURE_DROPOUT = Message("GV175", "Feature dropout requires at least 2 dimensions in the input")
FAN_DIMS = Message(
    "GV177",
    "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
    "ValueError",
)
INIT_DIMS = Message("GV177", "Only tensors with {dims} dimensions are supported", "ValueError")
INIT_MODE = Message(
    "GV177",
    "Mode {mode} not supported, please use one of ['fan_in', 'fan_out']",
    "ValueError",
)
GAIN_NAME = Message("GV177", "Unsupported nonlinearity {name}", "ValueError")
COPY_OF_NON_LEAF = Message(
    "GV193",
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at "
    "the moment.  If you were attempting to deepcopy a module, this may be because of a "
    "torch.nn.utils.weight_norm usage, see https://github.com/pytorch/pytorch/pull/103001",
)
PACK_IN_PLACE = Message(
    "GV194",
    "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack "
    "hook cannot be modified by in-place operations as this can lead to unexpected side-effects. "
    "Please open an issue if you need to perform in-place operations on the input to a pack hook.",
)
UNPACKED = Message(
    "GV194",
    "Output of saved tensor unpack_hook expected to be a Tensor but got result of type {kind}",
    "TypeError",
)
NAN_GRADIENT = Message("GV196", "Function '{name}' returned nan values in its {index}th output.")
UNFIT = Message(
    "GV184", "gradviz does not know what PyTorch says to {name}() of such arguments: {types}"
)
OUT_NEEDS_GRAD = Message(
    "GV188",
    "{name}(): functions with out=... arguments don't support automatic differentiation, but one "
    "of the arguments requires grad.",
)
MATERIALIZE_UNUSED = Message(
    "GV189",
    "Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
    "allow_unused=False.",
    "ValueError",
)
GRAD_DTYPE = Message(
    "GV117",
    "attempting to assign a gradient with dtype '{grad}' to a tensor with grad_dtype '{tensor}'. "
    "The gradient must match the tensor's grad_dtype (defaults to the tensor's dtype). You can set "
    "the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set "
    "grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break "
    "downstream systems that assume they match.",
)
SIZE_0D = Message(
    "GV125", "Dimension specified as {dim} but tensor has no dimensions", "IndexError"
)
GAIN_SLOPE = Message("GV177", "negative_slope {slope} not a valid number", "ValueError")
EMBEDDING_DTYPE = Message(
    "GV147",
    "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, "
    "Int; but got torch.{type_name} instead (while checking arguments for embedding)",
)
INDEX_DTYPE = Message("GV147", "index_select(): Expected dtype int32 or int64 for index")
DEVICES = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, "
    "mps, meta, hpu, mtia, privateuseone"
)
"""The kinds of devices that PyTorch has names for."""
DEVICE_KIND = Message(
    "GV170", "Expected one of {kinds} device type at start of device string: {text}"
)
DEVICE_EMPTY = Message("GV170", "Device string must not be empty")
DEVICE_FORM = Message("GV170", "Invalid device string: '{text}'")
STATE_SIZE = Message(
    "GV170",
    "Expected a CPUGeneratorImplState of size {expected} but found the input RNG state size to be "
    "{size}",
)
STATE_INVALID = Message("GV170", "Invalid mt19937 state")
DIRAC_GROUPS = Message("GV177", "dim 0 must be divisible by groups", "ValueError")
NO_ACCELERATOR = Message("GV170", "Cannot access accelerator device when none is available.")
FOUND_DTYPE = Message("GV123", "Found dtype {given} but expected {wanted}")
LERP_DTYPE = Message("GV123", "expected dtype {wanted} for `{name}` but got dtype {given}")
SCATTER_INDEX = Message("GV147", "scatter(): Expected dtype int32/int64 for index")
SCATTER_DTYPE = Message("GV123", "scatter(): Expected self.dtype to be equal to src.dtype")
SCATTER_DIMS = Message(
    "GV147", "Index tensor must have the same number of dimensions as {name} tensor"
)
SCATTER_SIZES = Message(
    "GV147", "Expected index {index} to be no larger than self {input} apart from dimension {dim}"
)
SCATTER_SRC_SIZES = Message(
    "GV147",
    "Expected index {index} to be no larger than self {input} apart from dimension {dim} and to be "
    "no larger size than src {src}",
)
TAKE_DTYPE = Message("GV147", "take(): Expected a long tensor for index, but got {dtype}")
TAKE_RANGE = Message(
    "GV147", "out of range: tried to access index {index} on a tensor of {size} elements.",
    "IndexError",
)  # fmt: skip
TAKE_EMPTY = Message("GV147", "take(): tried to take from an empty tensor", "IndexError")
SELECT_MASK = Message("GV123", "masked_select: expected BoolTensor for mask")
MASKED_DTYPES = Message(
    "GV123", "masked_scatter: expected self and source to have same dtypes but got{input} and {src}"
)
SCATTER_MASK = Message(
    "GV123", "masked_scatter_ only supports boolean masks, but got mask with dtype {dtype}"
)
ADD_INDEX = Message("GV147", "{name}(): Expected dtype int32/int64 for index but got: {dtype}")
INDEX_LONG = Message("GV147", "{name}(): Expected a long tensor for index, but got {dtype}")
FILL_INDEX = Message("GV147", "index_fill_(): Expected dtype int64 for index.", "IndexError")
INDEX_FILL_DIMS = Message(
    "GV147",
    "index_fill_ only supports a 0-dimensional value tensor, but got tensor with {ndim} "
    "dimension(s).",
)
ADD_DTYPES = Message(
    "GV123",
    "index_add_(): self ({input}) and source ({source}) must have the same scalar type",
)
COPY_DTYPES = Message(
    "GV123",
    "index_copy_(): self and source expected to have the same dtype, but got (self) {input} and "
    "(source) {source}",
)
COPY_COUNT = Message(
    "GV147",
    "index_copy_(): Number of indices ({count}) should be equal to source.size(dim) ({size})",
    "IndexError",
)
PUT_DTYPES = Message(
    "GV123",
    "Index put requires the source and destination dtypes match, got {input} for the destination "
    "and {values} for the source.",
)
SLICE_SIZES = Message(
    "GV135",
    "expected src to have a size equal to the slice of self. src size = {src}, slice size = {part}",
)
ALONG_DTYPE = Message(
    "GV147", "torch.take_along_dim(): dtype of indices should be Long but got {dtype}"
)
ALONG_DIMS = Message(
    "GV147",
    "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
    "{input} dimensions for input, and {indices} dimensions for indices",
)
ADDMV_DTYPES = Message(
    "GV123", "addmv input tensors must have the same dtype, but got {a}, {b}, and {c}"
)
BADDBMM_DTYPES = Message(
    "GV123", "Input dtypes must be the same, got: input {a}, batch1: {b}, batch2: {c}"
)
ADDR_DIMS = Message("GV124", "addr: Expected 1-D argument {name}, but got {ndim}-D")
BATCH_COUNT = Message(
    "GV124", "batch1 and batch2 must have same number of batches, got {a} and {b}"
)
BATCH_SIZES = Message("GV124", "Incompatible matrix sizes for bmm ({m}x{k} and {k2}x{n})")
BAG = Message("GV180", "{text}", "ValueError")
BAG_RANGE = Message(
    "GV180",
    "Index {at} of input takes value {value} which is not in the valid range [0, {size})",
)
BAG_WEIGHTS = Message(
    "GV180",
    "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for "
    "mode='sum' (got mode='{mode}'). Please open a feature request on GitHub.",
    "NotImplementedError",
)
BAG_REFUSED = Message(
    "GV182", "gradviz has embedding_bag without max_norm, scale_grad_by_freq and sparse"
)
MIXED_DTYPES = Message("GV123", "mixed dtype (CPU): all inputs must share same datatype.")
SOLVE_DTYPES = Message(
    "GV123",
    "linalg.solve: Expected A and B to have the same dtype, but found A of type {a} and B of type "
    "{b} instead",
)
