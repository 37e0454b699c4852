#!/usr/bin/env bash
# Prints a Python that is new enough: $PYTHON if given, else the newest of those on the path.
for candidate in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done
echo "Mashang needs Python 3.11 or newer, and found none${PYTHON:+ in PYTHON=$PYTHON}." >&2
echo "Install one, or name it: make PYTHON=/path/to/python3" >&2
exit 1
