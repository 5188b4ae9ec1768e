"""torch.nn.functional: what is made of other functions of torch."""

import math

import torch
from torch.nn.functional import softmax


def gumbel_softmax(logits, tau=1, hard=False, eps=1e-10, dim=-1):
    gumbels = -torch.empty_like(logits).exponential_().log()
    gumbels = (logits + gumbels) / tau
    y_soft = softmax(gumbels, dim)
    if not hard:
        return y_soft
    index = y_soft.max(dim, keepdim=True)[1]
    y_hard = torch.zeros_like(logits).scatter_(dim, index, 1.0)
    return y_hard - y_soft.detach() + y_soft


def attention_with_dropout(query, key, value, mask, dropout):
    """scaled_dot_product_attention as PyTorch has it where some of the weights are dropped."""
    root = math.sqrt(1 / math.sqrt(query.size(-1)))
    scores = torch.matmul(query * root, key.transpose(-2, -1) * root)
    weights = torch.softmax(scores if mask is None else scores + mask, -1)
    return torch.matmul(torch.nn.functional.dropout(weights, dropout), value)
