# SPDX-License-Identifier: GPL-3.0-or-later
"""Shell scripts pass shellcheck."""

import subprocess

import tree

tree.need('shellcheck')
scripts = [n for n in tree.files()
           if n.endswith('.sh') or ('.' not in n.split('/')[-1]
                                    and tree.read(n).startswith(('#!/bin/sh', '#!/bin/bash',
                                                                 '#!/usr/bin/env bash')))]
assert 'check' in scripts, 'the scripts were not found'
done = subprocess.run(['shellcheck', '-x', *scripts], cwd=tree.ROOT, capture_output=True,
                      text=True, check=False)
tree.end(done.stdout.split('\n') if done.returncode else [])
