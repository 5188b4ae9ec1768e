"""What a run has to say of itself beside its Trace: each a sentence, said once."""

from __future__ import annotations

from gradviz.engine.random import UNSEEDED
from gradviz.language.machine import Machine


def notes_of(machine: Machine) -> list[str]:
    """What does nothing here, and which seed the random numbers have."""
    notes = []
    silent = [*machine.accepted, *machine.program.magics]
    if silent:
        named = " and ".join(filter(None, [", ".join(silent[:-1]), silent[-1]]))
        notes.append(
            f"{named}: accepted, and {'it does' if len(silent) == 1 else 'they do'} nothing"
        )
    if machine.clocks:
        notes.append("the clock stands still: what the program measures takes no time")
    if machine.seed is None and _unseeded(machine):
        notes.append(
            f"the program sets no seed, so its random numbers are those of seed {UNSEEDED}; "
            "--seed N draws others"
        )
    return notes


def _unseeded(machine: Machine) -> bool:
    """Whether a number was drawn from a generator that nobody seeded."""
    return machine.generator.used_unseeded or any(
        getattr(generator, "used_unseeded", False) for generator in machine.generators.values()
    )
