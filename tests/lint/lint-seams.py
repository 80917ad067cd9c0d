# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrows point downward: for each layer, a header of each layer it may not see must fail to
compile, and the libraries that belong to one layer only are included nowhere else."""

import os
import re
import subprocess

import tree

table = {}
shorthand = {'L1': ['geo'], 'L2': ['geo', 'core'], 'L3': ['geo', 'core', 'gis']}
text = tree.read('app/meson.build')
for name, seen in re.findall(r"^  \['(\w+)',\s+(.*?),\s*(?=\[|$)", text, re.M):
    may = {name}
    for word in re.findall(r"L\d|'\w+'", seen):
        may |= set(shorthand.get(word, [word.strip("'")]))
    table[name] = may
assert len(table) >= 12, 'the layer table in app/meson.build was not understood'

flags = {}
for source, words in tree.compile_flags().items():
    folder = os.path.dirname(source)
    if folder.startswith('app/'):
        flags.setdefault(folder[4:], words)
headers = {}
for name in tree.files('.h'):
    if name.startswith('app/'):
        headers.setdefault(os.path.dirname(name)[4:], os.path.basename(name))
    if name.startswith('ui/'):
        headers.setdefault('ui', os.path.basename(name))


def compiles(layer, header):
    done = subprocess.run(['gcc', '-fsyntax-only', '-x', 'c', *flags[layer], '-'],
                          input=f'#include "{header}"\n', text=True, capture_output=True,
                          check=False)
    return done.returncode == 0


problems = []
tried = 0
for layer, may in table.items():
    if layer not in flags:
        continue
    if layer in headers and not compiles(layer, headers[layer]):
        problems.append(f'{layer} cannot include its own {headers[layer]}')
    for other, header in headers.items():
        if other not in may:
            tried += 1
            if compiles(layer, header):
                problems.append(f'{layer} can include {header} of {other}')
if tried < 20:
    problems.append(f'only {tried} forbidden includes were tried')

# one library a concern: where its header may be named
OWNERS = {
    r'<gdal|<ogr_|<cpl_': ('app/worker/', 'tests/'),
    r'<proj\.h|<geodesic\.h': ('app/geo/', 'app/worker/'),
    r'<libsoup/': ('app/net/', 'app/platform/', 'tests/'),
    r'<mosquitto\.h': ('app/net/',),
    r'<sqlite3\.h': ('app/store/', 'tests/'),
    r'<shumate/': ('app/map/',),
    r'<gtk/|<adwaita\.h': ('app/map/', 'app/console/', 'ui/', 'tests/'),
}
for name in tree.files('.c', '.h'):
    for line in re.findall(r'^#include (.*)$', tree.read(name), re.M):
        if '/' in line and line.startswith('"'):
            problems.append(f'{name}: an include with a path: {line}')
        for pattern, places in OWNERS.items():
            if re.search(pattern, line) and not name.startswith(places):
                problems.append(f'{name}: {line} belongs to {places[0]}')
tree.end(problems)
