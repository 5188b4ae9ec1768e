"""nn.MultiheadAttention."""

import math

import torch
import torch.nn.functional as F
from torch.nn import Module, Parameter, init
from torch.nn.modules.linear import NonDynamicallyQuantizableLinear


class MultiheadAttention(Module):
    def __init__(
        self, embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False,
        add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None,
    ):
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(
                "embed_dim and num_heads must be greater than 0, got"
                f" embed_dim={embed_dim} and num_heads={num_heads} instead"
            )
        super().__init__()
        self.embed_dim = embed_dim
        self.kdim = kdim if kdim is not None else embed_dim
        self.vdim = vdim if vdim is not None else embed_dim
        self._qkv_same_embed_dim = self.kdim == embed_dim and self.vdim == embed_dim
        self.num_heads = num_heads
        self.dropout = dropout
        self.batch_first = batch_first
        self.head_dim = embed_dim // num_heads
        if self.head_dim * num_heads != embed_dim:
            raise AssertionError("embed_dim must be divisible by num_heads")
        self.add_zero_attn = add_zero_attn

        def weight(*shape):
            return Parameter(torch.empty(shape, device=device, dtype=dtype))

        parts = ("q_proj_weight", "k_proj_weight", "v_proj_weight")
        if self._qkv_same_embed_dim:
            self.in_proj_weight = weight(3 * embed_dim, embed_dim)
            for name in parts:
                self.register_parameter(name, None)
        else:
            for name, width in zip(parts, (embed_dim, self.kdim, self.vdim)):
                setattr(self, name, weight(embed_dim, width))
            self.register_parameter("in_proj_weight", None)
        if bias:
            self.in_proj_bias = weight(3 * embed_dim)
        else:
            self.register_parameter("in_proj_bias", None)
        self.out_proj = NonDynamicallyQuantizableLinear(
            embed_dim, embed_dim, bias=bias, device=device, dtype=dtype
        )
        if add_bias_kv:
            self.bias_k = weight(1, 1, embed_dim)
            self.bias_v = weight(1, 1, embed_dim)
        else:
            self.bias_k = self.bias_v = None
        self._reset_parameters()

    def _reset_parameters(self):
        if self._qkv_same_embed_dim:
            init.xavier_uniform_(self.in_proj_weight)
        else:
            init.xavier_uniform_(self.q_proj_weight)
            init.xavier_uniform_(self.k_proj_weight)
            init.xavier_uniform_(self.v_proj_weight)
        if self.in_proj_bias is not None:
            init.constant_(self.in_proj_bias, 0.0)
            init.constant_(self.out_proj.bias, 0.0)
        if self.bias_k is not None:
            init.xavier_normal_(self.bias_k)
            init.xavier_normal_(self.bias_v)

    def _projected(self, query, key, value):
        width, bias = self.embed_dim, self.in_proj_bias
        if self._qkv_same_embed_dim and key is value and query is key:
            whole = F.linear(query, self.in_proj_weight, bias).unflatten(-1, (3, width))
            whole = whole.unsqueeze(0).transpose(0, -2).squeeze(-2).contiguous()
            return whole[0], whole[1], whole[2]
        if self._qkv_same_embed_dim and key is value:
            w_q, w_kv = self.in_proj_weight.split([width, width * 2])
            b_q, b_kv = (None, None) if bias is None else bias.split([width, width * 2])
            both = F.linear(key, w_kv, b_kv).unflatten(-1, (2, width))
            both = both.unsqueeze(0).transpose(0, -2).squeeze(-2).contiguous()
            return F.linear(query, w_q, b_q), both[0], both[1]
        if self._qkv_same_embed_dim:
            weights = self.in_proj_weight.chunk(3)
        else:
            weights = (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight)
        biases = (None, None, None) if bias is None else bias.chunk(3)
        given = (query, key, value)
        return tuple([F.linear(x, w, b) for x, w, b in zip(given, weights, biases)])

    def forward(
        self, query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None,
        average_attn_weights=True, is_causal=False,
    ):
        batched = query.dim() == 3
        if self.batch_first and batched:
            # the same tensor stays the same: then there is one projection
            if query is key and key is value:
                query = key = value = query.transpose(1, 0)
            elif key is value:
                query, key = query.transpose(1, 0), key.transpose(1, 0)
                value = key
            else:
                query, key, value = [x.transpose(1, 0) for x in (query, key, value)]
        if not batched:
            same_key, same = key is value, query is key
            query = query.unsqueeze(1)
            key = query if same else key.unsqueeze(1)
            value = key if same_key else value.unsqueeze(1)
            if key_padding_mask is not None:
                key_padding_mask = key_padding_mask.unsqueeze(0)
        if is_causal and attn_mask is None:
            raise RuntimeError(
                "Need attn_mask if specifying the is_causal hint. You may use the Transformer"
                " module method `generate_square_subsequent_mask` to create this mask."
            )
        if query.shape[2] != self.embed_dim:
            raise AssertionError(
                f"was expecting embedding dimension of {self.embed_dim}, but got {query.shape[2]}"
            )
        if self._qkv_same_embed_dim and key.shape != value.shape:
            raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}")
        attn_mask = _additive(attn_mask, query.dtype)
        key_padding_mask = _additive(key_padding_mask, query.dtype)
        output, weights = self._attended(
            query, key, value, key_padding_mask, need_weights, attn_mask, average_attn_weights
        )
        if not batched:
            output = output.squeeze(1)
            weights = None if weights is None else weights.squeeze(0)
        elif self.batch_first:
            output = output.transpose(1, 0)
        return output, weights

    def _attended(self, query, key, value, padding, need_weights, mask, average):
        tgt_len, bsz, embed_dim = query.shape
        heads = bsz * self.num_heads
        q, k, v = self._projected(query, key, value)
        mask = _checked_mask(mask, tgt_len, k.shape[0], heads)
        if self.bias_k is not None:
            k = torch.cat([k, self.bias_k.repeat(1, bsz, 1)])
            v = torch.cat([v, self.bias_v.repeat(1, bsz, 1)])
            mask = None if mask is None else F.pad(mask, (0, 1))
            padding = None if padding is None else F.pad(padding, (0, 1))
        q, k, v = [x.view(x.shape[0], heads, self.head_dim).transpose(0, 1) for x in (q, k, v)]
        if self.add_zero_attn:
            zeros = torch.zeros((heads, 1, self.head_dim), dtype=k.dtype)
            k, v = torch.cat([k, zeros], dim=1), torch.cat([v, zeros], dim=1)
            mask = None if mask is None else F.pad(mask, (0, 1))
            padding = None if padding is None else F.pad(padding, (0, 1))
        src_len = k.size(1)
        if padding is not None:
            padding = padding.view(bsz, 1, 1, src_len).expand(-1, self.num_heads, -1, -1)
            padding = padding.reshape(heads, 1, src_len)
            mask = padding if mask is None else mask + padding
        dropout = self.dropout if self.training else 0.0
        if not need_weights:
            if mask is not None:
                if mask.size(0) == 1 and mask.dim() == 3:
                    mask = mask.unsqueeze(0)
                else:
                    mask = mask.view(bsz, self.num_heads, -1, src_len)
            q, k, v = [x.view(bsz, self.num_heads, x.size(1), self.head_dim) for x in (q, k, v)]
            if dropout > 0.0:
                output = F.attention_with_dropout(q, k, v, mask, dropout)
            else:
                output = F.scaled_dot_product_attention(q, k, v, mask)
            output = output.permute(2, 0, 1, 3).reshape(bsz * tgt_len, embed_dim)
            output = F.linear(output, self.out_proj.weight, self.out_proj.bias)
            return output.view(tgt_len, bsz, output.size(1)), None
        scaled = q * math.sqrt(1.0 / float(self.head_dim))
        if mask is not None:
            weights = torch.baddbmm(mask, scaled, k.transpose(-2, -1))
        else:
            weights = torch.bmm(scaled, k.transpose(-2, -1))
        weights = F.softmax(weights, dim=-1)
        if dropout > 0.0:
            weights = F.dropout(weights, p=dropout)
        output = torch.bmm(weights, v).transpose(0, 1).reshape(tgt_len * bsz, embed_dim)
        output = F.linear(output, self.out_proj.weight, self.out_proj.bias)
        output = output.view(tgt_len, bsz, output.size(1))
        weights = weights.view(bsz, self.num_heads, tgt_len, src_len)
        return output, weights.mean(dim=1) if average else weights


def _additive(mask, dtype):
    """A mask of True for what is left out, as what is added to the scores."""
    if mask is None or mask.is_floating_point():
        return mask
    return torch.zeros_like(mask, dtype=dtype).masked_fill_(mask, float("-inf"))


def _checked_mask(mask, tgt_len, src_len, heads):
    if mask is None:
        return None
    if mask.dim() == 2:
        if mask.shape != (tgt_len, src_len):
            raise RuntimeError(
                f"The shape of the 2D attn_mask is {mask.shape}, but should be"
                f" {(tgt_len, src_len)}."
            )
        return mask.unsqueeze(0)
    if mask.dim() == 3:
        if mask.shape != (heads, tgt_len, src_len):
            raise RuntimeError(
                f"The shape of the 3D attn_mask is {mask.shape}, but should be"
                f" {(heads, tgt_len, src_len)}."
            )
        return mask
    raise RuntimeError(f"attn_mask's dimension {mask.dim()} is not supported")
