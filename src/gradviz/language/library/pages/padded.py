"""torch.nn.utils.rnn: sequences of different lengths as one tensor."""

import torch


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    if padding_side not in ("left", "right"):
        raise RuntimeError(
            f"Expected padding_side to be one of left or right, but got {padding_side}."
        )
    if isinstance(sequences, torch.Tensor):
        sequences = sequences.unbind(0)
    if len(sequences) == 0:
        raise RuntimeError("received an empty list of sequences")
    longest = max([sequence.size(0) for sequence in sequences])
    count, rest = len(sequences), sequences[0].shape[1:]
    lead = (count, longest) if batch_first else (longest, count)
    padded = torch.empty((*lead, *rest), dtype=sequences[0].dtype).fill_(padding_value)
    for place, sequence in enumerate(sequences):
        length = sequence.size(0)
        start = longest - length if padding_side == "left" else 0
        row = padded.select(0 if batch_first else 1, place)
        row.narrow(0, start, length).copy_(sequence)
    return padded


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    if not batch_first:
        padded_sequences = padded_sequences.transpose(0, 1)
    longest = padded_sequences.shape[1]
    places = torch.arange(longest)
    return [
        sequence[places < length] for sequence, length in zip(padded_sequences, lengths)
    ]
