#!/bin/sh
# Build a virtual environment, if it is not there, and install trainlab into it from this checkout.
# Usage: [PYTHON=python3.12] sh tools/make_venv.sh FOLDER REQUIREMENT      (. or .[test] or .[dev])
set -eu

venv=$1
requirement=$2
candidates=${PYTHON:-python3 python3.13 python3.12 python3.11}

if [ ! -x "$venv/bin/python" ]; then
    found=
    for candidate in $candidates; do
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            found=$candidate
            break
        fi
    done
    if [ -z "$found" ]; then
        echo "trainlab needs Python 3.11 or newer with its venv module (Debian and Ubuntu: apt install python3-venv)." >&2
        echo "None was found among: $candidates. Name another with: make PYTHON=/path/to/python3 ..." >&2
        exit 1
    fi
    "$found" -m venv "$venv"
fi

echo "Installing $requirement into $venv: this takes about a minute, once."
"$venv/bin/python" -m pip install --quiet --no-input --disable-pip-version-check --editable "$requirement"
