# SPDX-License-Identifier: GPL-3.0-or-later
"""Every header compiles alone, with the flags of its folder."""

import concurrent.futures
import os
import subprocess

import tree

flags = {}
for source, words in tree.compile_flags().items():
    flags.setdefault(os.path.dirname(source), words)


def compile_alone(header):
    folder = os.path.dirname(header)
    if folder not in flags:
        return None
    done = subprocess.run(
        ['gcc', '-fsyntax-only', '-x', 'c', '-include', 'config.h', *flags[folder], '-I' + folder,
         header], cwd=tree.ROOT, capture_output=True, text=True, check=False)
    errors = [l for l in done.stderr.split('\n') if 'error' in l]
    return f'{header}: {errors[0]}' if done.returncode else None


tree.need('gcc')
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    tree.end([p for p in pool.map(compile_alone, tree.files('.h')) if p])
