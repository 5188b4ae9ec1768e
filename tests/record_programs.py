"""Record what PyTorch does: ``python tests/record_programs.py [PART OF A PATH …]``.

Rewrites the Observation beside each program of tests/programs/, and those of the samples under
tests/golden/samples/. Records whose program is gone are removed.
"""

from __future__ import annotations

import sys

from observation import encode
from oracle import Oracle
from parity import PROGRAMS, SAMPLE_RECORDS, programs, record_of, title


def main(parts: list[str]) -> None:
    chosen = [p for p in programs() if not parts or any(part in title(p) for part in parts)]
    with Oracle() as oracle:
        for program in chosen:
            record = record_of(program)
            record.parent.mkdir(parents=True, exist_ok=True)
            text = program.read_text(encoding="utf-8")
            record.write_text(encode(oracle.observe(text)), encoding="utf-8")
    wanted = {record_of(program) for program in programs()}
    for record in [*PROGRAMS.rglob("*.json"), *SAMPLE_RECORDS.rglob("*.json")]:
        if record not in wanted:
            record.unlink()
    print(f"recorded {len(chosen)} programs")


if __name__ == "__main__":
    main(sys.argv[1:])
