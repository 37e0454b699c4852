#!/usr/bin/env bash
# Collects new texts into each catalogue, compiles them, and says how many still want a translation.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p .work
template=.work/mashang.pot

# No line numbers and no dates: a catalogue changes only where a text changes.
.venv/bin/pybabel --quiet extract --mapping-file translations/babel.cfg --keyword _ --keyword _m \
    --no-location --sort-output --no-wrap --project Mashang --omit-header \
    --output "$template" domain printers pos_app sync_server
for catalogue in translations/*/LC_MESSAGES/mashang.po; do
    language=$(basename "$(dirname "$(dirname "$catalogue")")")
    .venv/bin/pybabel --quiet update --input-file "$template" --output-file "$catalogue" --locale "$language" \
        --no-fuzzy-matching --ignore-pot-creation-date --no-wrap
    sed -i -E '/^"(Report-|POT-|PO-Rev|Last-T|Language-T|Generated-)[A-Za-z-]*: /d' "$catalogue"
    .venv/bin/pybabel compile --statistics --input-file "$catalogue" --output-file "${catalogue%.po}.mo" 2>&1 |
        sed 's/^compiling.*//; /^$/d'
done
