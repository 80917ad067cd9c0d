# SPDX-License-Identifier: GPL-3.0-or-later
"""POTFILES.in names every file with text for people, and zh_CN translates all of it."""

import os
import re
import subprocess
import tempfile

import tree

tree.need('xgettext', 'msgmerge', 'msgfmt')
problems = []
listed = {l for l in tree.read('po/POTFILES.in').split('\n') if l and not l.startswith('#')}
marked = re.compile(r'\b(?:N?_|C_|ngettext)\s*\(\s*"|translatable="yes"')
for name in tree.files('.c', '.h', '.ui'):
    if name.startswith(('app/', 'ui/')) and marked.search(tree.read(name)) and name not in listed:
        problems.append(f'{name} has text for people and is not in po/POTFILES.in')
problems += [f'po/POTFILES.in: {n} is not there' for n in sorted(listed)
             if not os.path.exists(os.path.join(tree.ROOT, n))]

with tempfile.TemporaryDirectory() as folder:
    pot, po = os.path.join(folder, 'w.pot'), os.path.join(folder, 'zh_CN.po')
    subprocess.run(['xgettext', '--files-from=po/POTFILES.in', '--from-code=UTF-8',
                    '--keyword=_', '--keyword=N_', '--keyword=C_:1c,2', '--keyword=ngettext:1,2',
                    '--flag=g_strdup_printf:1:c-format', '-o', pot], cwd=tree.ROOT, check=True,
                   capture_output=True)
    subprocess.run(['msgmerge', '-q', '--no-fuzzy-matching', '-o', po, 'po/zh_CN.po', pot],
                   cwd=tree.ROOT, check=True)
    stats = subprocess.run(['msgfmt', '--check', '--statistics', '-o', '/dev/null', po],
                           capture_output=True, text=True, check=False,
                           env={**os.environ, 'LC_ALL': 'C'})
    if stats.returncode or 'untranslated' in stats.stderr or 'fuzzy' in stats.stderr:
        problems.append(stats.stderr.strip())
        missing = subprocess.run(['msgattrib', '--untranslated', '--no-obsolete', '--no-wrap', po],
                                 capture_output=True, text=True, check=True).stdout
        problems += re.findall(r'^msgid "(?!")(.*)"', missing, re.M)[:20]
tree.end(problems)
