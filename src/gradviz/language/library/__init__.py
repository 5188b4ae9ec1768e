"""Pages of torch that are written in the language itself: modules, optimizers and their kin.

A page is a program like any other, in this folder, with PyTorch's names; the interpreter runs it
when something on it is first asked for. No Trace shows its lines: what it does stands where the
program called it.
"""

from __future__ import annotations

import ast

import msgspec

from gradviz.language.machine import Machine
from gradviz.language.values import Frame


class OnPage(msgspec.Struct, frozen=True):
    """A member of a module that a page defines: resolved when it is first used."""

    module: str
    page: str
    name: str


PAGES: dict[str, dict[str, str]] = {
    "torch.nn": {
        "module": "Module",
        "linear": "Identity Linear LazyLinear Bilinear",
        "container": "Sequential ModuleList ModuleDict ParameterList ParameterDict",
        "activation": "ReLU ReLU6 RReLU SELU CELU ELU GELU SiLU Mish Sigmoid Tanh LogSigmoid"
        " Hardswish Hardsigmoid Hardtanh Hardshrink Softsign Softplus Softshrink Tanhshrink"
        " LeakyReLU PReLU Threshold GLU Softmax LogSoftmax Softmin Softmax2d",
        "loss": "MSELoss L1Loss SmoothL1Loss HuberLoss KLDivLoss BCELoss BCEWithLogitsLoss NLLLoss"
        " CrossEntropyLoss PoissonNLLLoss GaussianNLLLoss HingeEmbeddingLoss SoftMarginLoss"
        " MultiLabelSoftMarginLoss CosineEmbeddingLoss MarginRankingLoss MultiMarginLoss"
        " TripletMarginLoss MultiLabelMarginLoss",
        "dropout": "Dropout Dropout1d Dropout2d Dropout3d AlphaDropout",
        "sparse": "Embedding EmbeddingBag",
        "flatten": "Flatten Unflatten",
        "normalization": "LayerNorm GroupNorm RMSNorm LocalResponseNorm",
        "fold": "Fold Unfold",
        "batchnorm": "BatchNorm1d BatchNorm2d LazyBatchNorm1d LazyBatchNorm2d",
        "instancenorm": "InstanceNorm1d InstanceNorm2d",
        "conv": "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d LazyConv1d LazyConv2d",
        "pooling": "MaxPool1d MaxPool2d AvgPool1d AvgPool2d AdaptiveAvgPool1d AdaptiveAvgPool2d"
        " AdaptiveMaxPool1d AdaptiveMaxPool2d LPPool1d LPPool2d",
        "padding": "ConstantPad1d ConstantPad2d ZeroPad1d ZeroPad2d ReflectionPad1d"
        " ReflectionPad2d ReplicationPad1d ReplicationPad2d CircularPad1d CircularPad2d",
        "distance": "PairwiseDistance CosineSimilarity",
        "upsampling": "Upsample UpsamplingNearest2d UpsamplingBilinear2d",
        "pixelshuffle": "PixelShuffle PixelUnshuffle",
        "rnn": "RNNBase RNN LSTM GRU RNNCellBase RNNCell LSTMCell GRUCell",
        "attention": "MultiheadAttention",
        "transformer": "TransformerEncoderLayer TransformerDecoderLayer TransformerEncoder"
        " TransformerDecoder Transformer",
    },
    "torch.nn.modules.linear": {"linear": "NonDynamicallyQuantizableLinear"},
    "torch.nn.modules.batchnorm": {"batchnorm": "_NormBase _BatchNorm"},
    "torch.utils.hooks": {"hooks": "RemovableHandle BackwardHook"},
    "torch.autograd.graph": {
        "graph": "saved_tensors_hooks save_on_cpu disable_saved_tensors_hooks",
    },
    "torch.autograd.forward_ad": {
        "forward_ad": "enter_dual_level exit_dual_level make_dual unpack_dual dual_level"
        " UnpackedDualTensor",
    },
    "torch.autograd.anomaly_mode": {
        "anomaly_mode": "detect_anomaly set_detect_anomaly is_anomaly_enabled"
        " is_anomaly_check_nan_enabled",
    },
    "torch.utils.checkpoint": {
        "checkpoint": "checkpoint checkpoint_sequential CheckpointError CheckpointFunction"
        " noop_context_fn",
    },
    "torch.autograd.function": {"function": "Function once_differentiable"},
    "torch.optim": {
        "optimizer": "Optimizer",
        "sgd": "SGD",
        "adam": "Adam AdamW",
        "rmsprop": "RMSprop",
        "adagrad": "Adagrad",
        "adadelta": "Adadelta",
        "adamax": "Adamax",
        "nadam": "NAdam",
        "radam": "RAdam",
        "asgd": "ASGD",
        "rprop": "Rprop",
        "lbfgs": "LBFGS",
    },
    "torch.optim.optimizer": {"optimizer": "Optimizer check_settings signed"},
    "torch.optim.lr_scheduler": {
        "lr_scheduler": "LRScheduler _LRScheduler LambdaLR StepLR MultiStepLR ConstantLR LinearLR"
        " ExponentialLR PolynomialLR CosineAnnealingLR ReduceLROnPlateau OneCycleLR"
        " MultiplicativeLR CosineAnnealingWarmRestarts SequentialLR ChainedScheduler CyclicLR",
    },
    "torch.nn.utils": {
        "clip_grad": "clip_grad_norm_ clip_grad_value_ clip_grads_with_norm_ get_total_norm",
        "convert_parameters": "parameters_to_vector vector_to_parameters",
    },
    "torch.nn.utils.rnn": {"padded": "pad_sequence unpad_sequence"},
    "torch.utils.data": {
        "dataset": "Dataset IterableDataset TensorDataset StackDataset ConcatDataset ChainDataset"
        " Subset random_split",
        "sampler": "Sampler SequentialSampler RandomSampler SubsetRandomSampler"
        " WeightedRandomSampler BatchSampler",
        "dataloader": "DataLoader default_collate default_convert get_worker_info",
    },
    "torch.nn.functional": {"functional": "gumbel_softmax attention_with_dropout"},
    "timeit": {"timeit": "default_timer timeit repeat"},
    "torch.distributions": {
        "distribution": "Distribution",
        "normal": "Normal",
        "uniform": "Uniform",
        "categorical": "Categorical",
        "bernoulli": "Bernoulli",
        "exponential": "Exponential",
        "laplace": "Laplace",
        "independent": "Independent",
        "multivariate_normal": "MultivariateNormal",
        "log_normal": "LogNormal",
        "half_normal": "HalfNormal",
        "one_hot_categorical": "OneHotCategorical OneHotCategoricalStraightThrough",
        "geometric": "Geometric",
        "poisson": "Poisson",
        "gamma": "Gamma",
        "dirichlet": "Dirichlet",
        "beta": "Beta",
        "kl": "kl_divergence",
    },
    "torch.distributions.utils": {
        "distribution": "broadcast_all shape_of sum_rightmost probs_to_logits logits_to_probs"
        " ProbsOrLogits",
        "multivariate_normal": "mahalanobis",
    },
    "torch.distributions.constraints": {
        "constraints": "Constraint boolean real simplex real_vector positive nonnegative"
        " unit_interval greater_than greater_than_eq less_than interval integer_interval"
        " independent positive_definite lower_cholesky one_hot nonnegative_integer",
    },
    "functools": {
        "functools": "partial reduce update_wrapper wraps lru_cache cache cached_property"
        " cmp_to_key total_ordering",
    },
    "itertools": {
        "itertools": "count cycle repeat accumulate batched chain compress dropwhile filterfalse"
        " groupby islice pairwise starmap takewhile tee zip_longest product combinations"
        " combinations_with_replacement permutations",
    },
    "contextlib": {
        "contextlib": "contextmanager nullcontext suppress closing ContextDecorator ExitStack",
    },
    "abc": {"abc": "ABC ABCMeta abstractmethod abstractproperty"},
    "operator": {
        "operator": "add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift lt le"
        " eq ne gt ge iadd isub imul itruediv ifloordiv imod ipow imatmul iand ior ixor"
        " ilshift irshift neg pos invert abs not_ truth is_ is_not index concat contains"
        " countOf indexOf getitem setitem delitem length_hint itemgetter attrgetter"
        " methodcaller",
    },
    "types": {
        "types": "SimpleNamespace FunctionType LambdaType BuiltinFunctionType NoneType"
        " GeneratorType",
    },
    "argparse": {
        "argparse": "ArgumentParser Namespace ArgumentDefaultsHelpFormatter RawTextHelpFormatter",
    },
    "datetime": {"datetime": "datetime timedelta"},
    "sys": {
        "sys": "maxsize float_info argv path platform version version_info byteorder stdout stderr"
        " exit getrecursionlimit setrecursionlimit",
    },
    "time": {
        "time": "time time_ns perf_counter perf_counter_ns monotonic process_time sleep ctime"
        " asctime strftime",
    },
    "tqdm": {"tqdm": "tqdm trange"},
    "tqdm.auto": {"tqdm": "tqdm trange"},
    "tqdm.notebook": {"tqdm": "tqdm trange tqdm_notebook"},
    "string": {
        "string": "whitespace ascii_lowercase ascii_uppercase ascii_letters digits hexdigits"
        " octdigits punctuation printable",
    },
}
"""For each of torch's modules its pages, and what stands on them."""


_HOMES = {
    "torch.nn": "torch.nn.modules",
    "torch.nn.modules.batchnorm": "torch.nn.modules",
    "torch.nn.modules.linear": "torch.nn.modules",
    "torch.utils.hooks": "torch.utils",
    "torch.autograd.function": "torch.autograd",
    "torch.autograd.graph": "torch.autograd",
    "torch.autograd.anomaly_mode": "torch.autograd",
    "torch.autograd.forward_ad": "torch.autograd",
    "torch.utils.checkpoint": "torch.utils",
    "torch.optim.optimizer": "torch.optim",
    "torch.optim.lr_scheduler": "torch.optim",
}
"""Where torch keeps the files of a module, unless that is the module itself."""


def members(module: str) -> dict[str, object]:
    """What pages define of one of torch's modules."""
    return {
        name: OnPage(module, page, name)
        for page, names in PAGES.get(module, {}).items()
        for name in names.split()
    }


def resolved(machine: Machine, value: object) -> object:
    """The value itself, or what a page defines under a name."""
    if type(value) is not OnPage:
        return value
    if value.page not in machine.library:
        home = _HOMES.get(value.module, value.module)
        machine.library[value.page] = _run(machine, value.page, f"{home}.{value.page}")
    variables = machine.library[value.page]
    assert isinstance(variables, Frame)
    return variables[value.name]


def _run(machine: Machine, page: str, module: str) -> Frame:
    """The variables of a page after it has run as `module`."""
    from gradviz.language.builtins import BUILTINS  # noqa: PLC0415  # a cycle
    from gradviz.language.compiler import Compiler  # noqa: PLC0415
    from gradviz.language.constructs.statements import block  # noqa: PLC0415
    from gradviz.language.library.natives import NATIVES  # noqa: PLC0415

    variables = Frame()
    compiler = Compiler(machine, {**BUILTINS, **NATIVES}, set(), variables, module)
    block(compiler, _tree(page).body)(variables)
    return variables


def _tree(page: str) -> ast.Module:
    """A page's tree, all of whose places are line 0: nowhere in the program."""
    from importlib.resources import files  # noqa: PLC0415

    text = files(__name__).joinpath("pages", f"{page}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr | ast.excepthandler | ast.arg | ast.keyword):
            node.lineno = node.col_offset = node.end_lineno = node.end_col_offset = 0
    return tree
