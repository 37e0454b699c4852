#!/usr/bin/env bash
# Puts the project itself into .venv as editable, with its commands pos-app and sync-server.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .work
if command -v flock >/dev/null; then
    exec 9>.work/venv.lock
    flock 9
fi
options=(-q --no-deps --no-build-isolation -e .)
.venv/bin/uv pip install --python .venv/bin/python "${options[@]}" 2>.work/project.log ||
    .venv/bin/python -m pip install --disable-pip-version-check "${options[@]}"
touch .venv/.project
