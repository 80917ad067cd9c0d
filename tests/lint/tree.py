# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lint tests share: the files of the tree, the compiler's flags, one way to end."""

import json
import os
import shlex
import shutil
import subprocess
import sys

ROOT, BUILD = sys.argv[1], sys.argv[2]


def files(*endings):
    """Files of the tree (as git has them; else all but build folders), relative, sorted."""
    git = subprocess.run(['git', '-C', ROOT, 'ls-files', '-co', '--exclude-standard'],
                         capture_output=True, text=True, check=False)
    if git.returncode == 0 and git.stdout:
        names = [n for n in git.stdout.split('\n') if n and os.path.exists(os.path.join(ROOT, n))]
    else:
        names = [os.path.relpath(os.path.join(d, f), ROOT)
                 for d, _, fs in os.walk(ROOT) for f in fs]
        names = [n for n in names if not n.startswith(('build', 'out/', '.git/'))]
    return sorted(n for n in names if not endings or n.endswith(endings))


def read(name):
    with open(os.path.join(ROOT, name), encoding='utf-8') as f:
        return f.read()


def compile_flags():
    """source (relative) -> compiler flags without input, output and dependency options."""
    with open(os.path.join(BUILD, 'compile_commands.json'), encoding='utf-8') as f:
        commands = json.load(f)
    table = {}
    for entry in commands:
        source = os.path.relpath(os.path.join(entry['directory'], entry['file']), ROOT)
        words = shlex.split(entry['command'])
        keep = [w for w in words if w.startswith(('-I', '-D', '-std', '-isystem', '-pthread', '-U'))
                and 'FORTIFY' not in w]
        table[source] = [('-I' + os.path.join(BUILD, w[2:])) if w.startswith('-I') else w
                         for w in keep]
    return table


def need(*tools):
    for tool in tools:
        if shutil.which(tool) is None:
            print('skipped:', tool, 'is not installed')
            sys.exit(77)


def end(problems):
    for problem in problems:
        print(problem)
    sys.exit(1 if problems else 0)
