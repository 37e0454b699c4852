#!/usr/bin/env bash
# Makes .venv hold what requirements.lock says: by uv, which the lock pins too, or by pip where uv fails.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .work

# Two runs at once would trip over each other; the second waits and finds the work done.
if command -v flock >/dev/null; then
    exec 9>.work/venv.lock
    flock 9
fi
[ ! .venv/.libraries -nt requirements.lock ] || [ ! .venv/.libraries -nt build/venv.sh ] || exit 0

if ! PYTHON=.venv/bin/python build/python.sh >/dev/null 2>&1; then
    python=$(build/python.sh)
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

echo "Installing libraries from requirements.lock"
if ! .venv/bin/uv --version >/dev/null 2>&1; then
    awk '/^[^ ]/ { mine = /^uv==/ } mine' requirements.lock >.work/uv.txt
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r .work/uv.txt \
        2>.work/pip.log || true
fi
if ! .venv/bin/uv pip sync -q --system-certs --require-hashes --python .venv/bin/python requirements.lock \
    2>.work/uv.log; then
    echo "uv could not (why: .work/uv.log), so by pip, which takes about a minute"
    .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
fi
touch .venv/.libraries
