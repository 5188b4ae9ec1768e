# The tasks of gradviz; `just` alone lists them. Their tools come with: pip install -e '.[dev]'
# They run in the virtual environment that is active, or else in .venv.

export VIRTUAL_ENV := env("VIRTUAL_ENV", justfile_directory() / ".venv")
export PATH := VIRTUAL_ENV / "bin:" + env("PATH")

pages := "README.md ARCHITECTURE.md CONTRIBUTING.md docs/*.md"

[private]
default:
    @just --list --unsorted

# The short tests: no PyTorch, no browser, no network
test *args:
    pytest -n 2 {{ args }}

# Mistakes and formatting
lint:
    ruff check
    ruff format --check

# Types, strictly
types:
    mypy

# Who may import whom
layers:
    lint-imports --no-cache

# Write what is generated anew: the directory of ops, outputs and tables in the pages, pictures
docs:
    python scripts/op_directory.py
    cog -r -I docs {{ pages }}
    python docs/draw.py

# Is what is generated as it would be now? Then build the pages as a site
check-docs:
    python scripts/op_directory.py --check
    cog --check --diff -I docs {{ pages }}
    python docs/draw.py --check
    NO_MKDOCS_2_WARNING=1 mkdocs build --strict --quiet

# Write the golden files anew; look at the difference before you commit it
golden *args:
    pytest -n 2 --update-golden {{ args }}

# The golden files, written from nothing, are the ones that are here
check-golden:
    #!/usr/bin/env bash
    set -euo pipefail
    kept=$(mktemp -d)
    trap 'rm -rf tests/golden && mv "$kept/golden" tests/golden && rmdir "$kept"' EXIT
    cp -r tests/golden "$kept/golden"
    # JSON holds what PyTorch did (`just record`); everything else is written by the tests
    find tests/golden -type f ! -name '*.json' -delete
    pytest -n 2 --update-golden
    diff -r "$kept/golden" tests/golden

# The short tests again, counting the lines and branches that they reach
coverage:
    pytest -n 2 --cov --cov-report=term:skip-covered

# Every sample, program and op under PyTorch too, and what takes long: pip install -e '.[torch]'
parity *args:
    GRADVIZ_REQUIRE_TORCH=1 pytest -n 2 -m 'torch or long' --no-skips {{ args }}

# Random programs under PyTorch and gradviz, always the same for a seed; prints the smallest form
# of each disagreement, and fails if there is any: pip install -e '.[torch]'
random count="20000" seed="1":
    python tests/random_programs.py --count {{ count }} --seed {{ seed }} --jobs 2

# Record anew what PyTorch does, for the tests that run without it
record:
    for script in tests/record_*.py; do python "$script" || exit 1; done

# How long the command takes to start, and to interpret beside PyTorch: pip install -e '.[torch]'
bench:
    python benchmarks/startup.py
    python benchmarks/interpreting.py

# Wheel and sdist, each installed where nothing else is, and run
package:
    #!/usr/bin/env bash
    set -euo pipefail
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    python -m build --outdir "$work"
    for package in "$work"/*.whl "$work"/*.tar.gz; do
        python -m venv --clear --without-pip "$work/venv"
        python -m pip --python "$work/venv" install --quiet "$package"
        "$work/venv/bin/gradviz" samples/article/8_retain_grad.py
        "$work/venv/bin/gradviz" draw samples/mlp.py -o "$work/mlp.png"
    done

# Everything that must hold before a change is merged
ci: lint types layers check-docs check-golden coverage parity package
