"""nn.RNN, nn.LSTM, nn.GRU and their cells: a step of the cell for each step in time."""

import math

import torch
import torch.nn.functional as F
from torch.nn import Module, Parameter, init


def _rnn_cell(nonlinearity, igates, hx, weight_hh, bias_hh, weight_hr=None):
    gates = F.linear(hx, weight_hh, bias_hh) + igates
    return torch.tanh(gates) if nonlinearity == "tanh" else torch.relu(gates)


def _lstm_cell(igates, hidden, weight_hh, bias_hh, weight_hr=None):
    hx, cx = hidden
    gates = F.linear(hx, weight_hh, bias_hh) + igates
    i, f, g, o = gates.chunk(4, 1)
    cy = (torch.sigmoid(f) * cx).add_(torch.sigmoid(i) * torch.tanh(g))
    hy = torch.sigmoid(o) * torch.tanh(cy)
    return (hy if weight_hr is None else F.linear(hy, weight_hr)), cy


def _gru_cell(igates, hx, weight_hh, bias_hh, weight_hr=None):
    i_reset, i_input, i_new = igates.chunk(3, 1)
    h_reset, h_input, h_new = F.linear(hx, weight_hh, bias_hh).chunk(3, 1)
    reset = torch.sigmoid(h_reset + i_reset)
    update = torch.sigmoid(h_input + i_input)
    new = torch.tanh(i_new + h_new * reset)
    return (hx - new) * update + new


_GATES = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}


def _step(mode, igates, hidden, weights):
    if mode == "LSTM":
        return _lstm_cell(igates, hidden, *weights)
    if mode == "GRU":
        return _gru_cell(igates, hidden, *weights)
    return _rnn_cell(mode[4:].lower(), igates, hidden, *weights)


class RNNBase(Module):
    def __init__(
        self, mode, input_size, hidden_size, num_layers=1, bias=True, batch_first=False,
        dropout=0.0, bidirectional=False, proj_size=0, device=None, dtype=None,
    ):
        super().__init__()
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        if isinstance(dropout, bool) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an"
                " element being zeroed"
            )
        if dropout > 0 and num_layers == 1:
            warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero"
                f" dropout expects num_layers greater than 1, but got dropout={dropout} and"
                f" num_layers={num_layers}"
            )
        for name, value in (("input_size", input_size), ("hidden_size", hidden_size)):
            if not isinstance(value, int):
                raise TypeError(f"{name} should be of type int, got: {type(value).__name__}")
            if value <= 0:
                raise ValueError(f"{name} must be greater than zero")
        if num_layers <= 0:
            raise ValueError("num_layers must be greater than zero")
        if proj_size < 0:
            raise ValueError(
                "proj_size should be a positive integer or zero to disable projections"
            )
        if proj_size >= hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size")
        gates = _GATES[mode] * hidden_size
        shown = proj_size if proj_size > 0 else hidden_size
        self._all_weights = []
        for layer in range(num_layers):
            for suffix in ("", "_reverse") if bidirectional else ("",):
                width = input_size if layer == 0 else shown * (2 if bidirectional else 1)
                shapes = {"weight_ih": (gates, width), "weight_hh": (gates, shown)}
                if bias:
                    shapes.update(bias_ih=(gates,), bias_hh=(gates,))
                if proj_size > 0:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                names = {}
                for kind, shape in shapes.items():
                    names[kind] = f"{kind}_l{layer}{suffix}"
                    weight = Parameter(torch.empty(shape, device=device, dtype=dtype))
                    setattr(self, names[kind], weight)
                self._all_weights.append(names)
        self.reset_parameters()

    @property
    def all_weights(self):
        return [[getattr(self, name) for name in names.values()] for names in self._all_weights]

    def flatten_parameters(self):
        pass

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size)
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _check_input(self, input):
        dtype = self.weight_ih_l0.dtype
        if input.dtype != dtype:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({dtype}). Convert"
                f" input: input.to({dtype}), or convert model: model.to({input.dtype})"
            )
        if input.size(-1) != self.input_size:
            raise RuntimeError(
                "input.size(-1) must be equal to input_size. Expected"
                f" {self.input_size}, got {input.size(-1)}"
            )

    def _check_hidden(self, hx, width, message):
        directions = 2 if self.bidirectional else 1
        expected = (self.num_layers * directions, self._batch, width)
        if hx.size() != expected:
            raise RuntimeError(message.format(expected, list(hx.size())))

    def _zeros(self, input, width):
        directions = 2 if self.bidirectional else 1
        return torch.zeros(
            self.num_layers * directions, self._batch, width, dtype=input.dtype
        )

    def _along(self, input, hidden, names):
        """One direction of a layer: the hidden state after each step, and the last one."""
        weights = {kind: getattr(self, name) for kind, name in names.items()}
        igates = F.linear(input, weights["weight_ih"], weights.get("bias_ih"))
        rest = (weights["weight_hh"], weights.get("bias_hh"), weights.get("weight_hr"))
        steps = []
        for step in igates.unbind(0):
            hidden = _step(self.mode, step, hidden, rest)
            steps.append(hidden[0] if self.mode == "LSTM" else hidden)
        return steps, hidden

    def _fused(self, input):
        """Whether PyTorch runs a direction of a layer as one op (by oneDNN)."""
        return (
            self.mode == "LSTM" and input.dtype == torch.float32 and input.numel() > 0
            and self.proj_size == 0
        )

    def _at_once(self, input, hidden, names, reverse):
        weights = [getattr(self, name) for name in names.values()]
        output, *state = lstm_layer([input, *weights, *hidden], reverse)
        return output, tuple(state)

    def _run(self, input, hidden):
        """All layers, on a batch whose first dimension is time."""
        last = []
        for layer in range(self.num_layers):
            outputs = []
            for direction in range(2 if self.bidirectional else 1):
                number = len(last)
                names = self._all_weights[number]
                if self._fused(input):
                    output, state = self._at_once(input, hidden[number], names, direction == 1)
                else:
                    given = input.flip(0) if direction else input
                    steps, state = self._along(given, hidden[number], names)
                    output = torch.stack(steps[::-1] if direction else steps)
                outputs.append(output)
                last.append(state)
            input = torch.cat(outputs, -1) if len(outputs) > 1 else outputs[0]
            if self.dropout and layer < self.num_layers - 1:
                input = F.dropout(input, self.dropout, self.training)
        return input, last

    def _unbatched(self, input):
        if input.dim() not in (2, 3):
            shown = "tensor instead" if self.mode.startswith("RNN") else "instead"
            raise ValueError(
                f"{self.mode[:4].rstrip('_')}: Expected input to be 2D or 3D, got"
                f" {input.dim()}D {shown}"
            )
        return input.dim() == 2

    def _in_time(self, input):
        return input.transpose(0, 1) if self.batch_first else input

    def _by_batch(self, output):
        if not self.batch_first:
            return output
        return output.transpose(0, 1) if self._fused(output) else output.transpose_(0, 1)

    def forward(self, input, hx=None):
        unbatched = self._unbatched(input)
        kind = "unbatched 2-D" if unbatched else "batched 3-D"
        if unbatched:
            input = input.unsqueeze(0 if self.batch_first else 1)
        if hx is not None:
            if hx.dim() != (2 if unbatched else 3):
                raise RuntimeError(
                    f"For {kind} input, hx should also be {kind[-3:]} but got {hx.dim()}-D tensor"
                )
            if unbatched:
                hx = hx.unsqueeze(1)
        self._batch = input.size(0) if self.batch_first else input.size(1)
        if hx is None:
            hx = self._zeros(input, self.hidden_size)
        self._check_input(input)
        self._check_hidden(hx, self.hidden_size, "Expected hidden size {}, got {}")
        output, last = self._run(self._in_time(input), hx.unbind(0))
        output, hidden = self._by_batch(output), torch.stack(last)
        if unbatched:
            return output.squeeze(0 if self.batch_first else 1), hidden.squeeze(1)
        return output, hidden

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        for name, default in (
            ("proj_size", 0), ("num_layers", 1), ("bias", True), ("batch_first", False),
            ("dropout", 0), ("bidirectional", False),
        ):
            value = getattr(self, name)
            if value != default:
                text += f", {name}={value}"
        return text


def _without_projection(kwargs):
    if "proj_size" in kwargs:
        raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU")


class RNN(RNNBase):
    def __init__(self, *args, **kwargs):
        _without_projection(kwargs)
        if len(args) > 3:
            nonlinearity = args[3]
            args = args[:3] + args[4:]
        else:
            nonlinearity = kwargs.pop("nonlinearity", "tanh")
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(
                f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'."
            )
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **kwargs)
        self.nonlinearity = nonlinearity


class GRU(RNNBase):
    def __init__(self, *args, **kwargs):
        _without_projection(kwargs)
        super().__init__("GRU", *args, **kwargs)


class LSTM(RNNBase):
    def __init__(self, *args, **kwargs):
        super().__init__("LSTM", *args, **kwargs)

    def forward(self, input, hx=None):
        unbatched = self._unbatched(input)
        kind = "unbatched 2-D" if unbatched else "batched 3-D"
        if unbatched:
            input = input.unsqueeze(0 if self.batch_first else 1)
        self._batch = input.size(0) if self.batch_first else input.size(1)
        width = self.proj_size if self.proj_size > 0 else self.hidden_size
        if hx is None:
            hx = (self._zeros(input, width), self._zeros(input, self.hidden_size))
        else:
            dims = 2 if unbatched else 3
            if hx[0].dim() != dims or hx[1].dim() != dims:
                raise RuntimeError(
                    f"For {kind} input, hx and cx should also be {kind[-3:]} but got"
                    f" ({hx[0].dim()}-D, {hx[1].dim()}-D) tensors"
                )
            if unbatched:
                hx = (hx[0].unsqueeze(1), hx[1].unsqueeze(1))
        self._check_input(input)
        self._check_hidden(hx[0], width, "Expected hidden[0] size {}, got {}")
        self._check_hidden(hx[1], self.hidden_size, "Expected hidden[1] size {}, got {}")
        states = list(zip(hx[0].unbind(0), hx[1].unbind(0)))
        output, last = self._run(self._in_time(input), states)
        output = self._by_batch(output)
        hidden = (torch.stack([h for h, _ in last]), torch.stack([c for _, c in last]))
        if unbatched:
            place = 0 if self.batch_first else 1
            return output.squeeze(place), (hidden[0].squeeze(1), hidden[1].squeeze(1))
        return output, hidden


class RNNCellBase(Module):
    def __init__(self, input_size, hidden_size, bias, num_chunks, device=None, dtype=None):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        gates = num_chunks * hidden_size
        self.weight_ih = Parameter(torch.empty((gates, input_size), device=device, dtype=dtype))
        self.weight_hh = Parameter(torch.empty((gates, hidden_size), device=device, dtype=dtype))
        if bias:
            self.bias_ih = Parameter(torch.empty(gates, device=device, dtype=dtype))
            self.bias_hh = Parameter(torch.empty(gates, device=device, dtype=dtype))
        else:
            self.register_parameter("bias_ih", None)
            self.register_parameter("bias_hh", None)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _check(self, value, what):
        if value.dim() not in (1, 2):
            raise ValueError(
                f"{self._get_name()}: Expected {what} to be 1D or 2D, got {value.dim()}D instead"
            )

    def forward(self, input, hx=None):
        self._check(input, "input")
        if hx is not None:
            self._check(hx, "hidden")
        unbatched = input.dim() == 1
        if unbatched:
            input = input.unsqueeze(0)
        if hx is None:
            hx = torch.zeros(input.size(0), self.hidden_size, dtype=input.dtype)
        elif unbatched:
            hx = hx.unsqueeze(0)
        igates = F.linear(input, self.weight_ih, self.bias_ih)
        result = self._step(igates, hx)
        return result.squeeze(0) if unbatched else result

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if getattr(self, "nonlinearity", "tanh") != "tanh":
            text += f", nonlinearity={self.nonlinearity}"
        return text


class RNNCell(RNNCellBase):
    def __init__(
        self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None
    ):
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def _step(self, igates, hx):
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return _rnn_cell(self.nonlinearity, igates, hx, self.weight_hh, self.bias_hh)


class GRUCell(RNNCellBase):
    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def _step(self, igates, hx):
        return _gru_cell(igates, hx, self.weight_hh, self.bias_hh)


class LSTMCell(RNNCellBase):
    def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input, hx=None):
        self._check(input, "input")
        for place, value in enumerate(hx or ()):
            self._check(value, f"hx[{place}]")
        unbatched = input.dim() == 1
        if unbatched:
            input = input.unsqueeze(0)
        if hx is None:
            zeros = torch.zeros(input.size(0), self.hidden_size, dtype=input.dtype)
            hx = (zeros, zeros)
        elif unbatched:
            hx = (hx[0].unsqueeze(0), hx[1].unsqueeze(0))
        igates = F.linear(input, self.weight_ih, self.bias_ih)
        hy, cy = _lstm_cell(igates, hx, self.weight_hh, self.bias_hh)
        return (hy.squeeze(0), cy.squeeze(0)) if unbatched else (hy, cy)
