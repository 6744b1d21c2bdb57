#!/usr/bin/env python3
"""models_page.py write|check UPSMD PAGE: docs/models.md from `upsmd models --json`."""
import json
import pathlib
import subprocess
import sys

HEAD = r"""# UPS models

What `upsmd models` lists and `upsmd select VENDOR MODEL --port PORT` takes. Made from `core/ups_models.cpp` by
`tests/pages/models_page.py`; do not edit. A UPS that is not here may well speak one of [the protocols](protocols.md).

"How" is a protocol, or a [contact-closure cable](cables.md). The last column is the value in `UPS\ServiceProviders\VENDOR`: a mask alone is
Windows' own simple signalling, where its lines and levels are exactly the cable's.

| vendor | model | how | note | `ServiceProviders` |
| --- | --- | --- | --- | --- |
"""


def page(models):
    rows = []
    for model in models:
        how = f"cable `{model['cable']}`" if model['cable'] else f"`{model['protocol']}`"
        cells = (model['vendor'], model['model'], how, model['note'], f"`{model['service_provider']}`")
        rows.append(f"| {' | '.join(cells)} |\n")
    return HEAD + ''.join(rows)


def main():
    action, program, path = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    listed = subprocess.run([program, 'models', '--json'], check=True, capture_output=True, timeout=60).stdout
    text = page(json.loads(listed))
    if action == 'write':
        path.write_text(text, encoding='utf-8')
    elif path.read_text(encoding='utf-8') != text:
        print(f'{path} is not what models_page.py writes: run "models_page.py write {program} {path}"')
        print('0 passed, 1 failed')
        sys.exit(1)
    print('1 passed, 0 failed')


if __name__ == '__main__':
    main()
