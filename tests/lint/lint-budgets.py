# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes and names: a file has one subject, a function fits a screen, a name is found at once."""

import os
import re

import tree

FILE_LINES = 600
FUNCTION_LINES = 60
VAGUE = re.compile(r'util|common|misc|helper|globals|manager')

problems = []
seen = {}
for name in tree.files('.c', '.h', '.ui', '.def'):
    base = os.path.basename(name)
    if base in seen:
        problems.append(f'{name}: the name stands in {seen[base]} already')
    seen[base] = name
    if VAGUE.search(base):
        problems.append(f'{name}: the name says nothing')

for name in tree.files('.c', '.h'):
    lines = tree.read(name).split('\n')
    if len(lines) > FILE_LINES:
        problems.append(f'{name}: {len(lines)} lines; more than one subject?')
    if not lines[0].startswith('/* Watchfloor') or 'SPDX-License-Identifier' not in lines[1]:
        problems.append(f'{name}: the head (title, SPDX) is missing')
    if name.endswith('.h') and '#pragma once' not in lines:
        problems.append(f'{name}: no #pragma once')
    start = None
    for number, line in enumerate(lines, 1):
        if line == '{':
            start = number
        elif line == '}' and start is not None:
            if number - start > FUNCTION_LINES:
                problems.append(f'{name}:{start}: a function of {number - start} lines')
            start = None
tree.end(problems)
