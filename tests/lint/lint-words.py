# SPDX-License-Identifier: GPL-3.0-or-later
"""What does not belong in the tree: things left for later, sleeping tests, goto, large files."""

import os
import re

import tree

LATER = re.compile(r'\b(TODO|FIXME|XXX)\b')
SLEEP = re.compile(r'\b(g_usleep|usleep|nanosleep|sleep)\s*\(')
GOTO = re.compile(r'^\s*goto\s+\w+;', re.M)

problems = []
for name in tree.files('.c', '.h', '.ui', '.py', '.sh', '.build'):
    if name.startswith('tests/lint/'):
        continue
    text = tree.read(name)
    if LATER.search(text):
        problems.append(f'{name}: something was left for later')
    if GOTO.search(text):
        problems.append(f'{name}: goto')
    if name.startswith('tests/') and name.endswith('.c') and SLEEP.search(text):
        problems.append(f'{name}: a test that sleeps instead of waiting for a condition')
for name in tree.files():
    if os.path.getsize(os.path.join(tree.ROOT, name)) > 1_000_000:
        problems.append(f'{name}: over 1 MB; can it be made at build time?')
tree.end(problems)
