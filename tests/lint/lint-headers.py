# SPDX-License-Identifier: GPL-3.0-or-later
"""Every header compiles alone, with the flags of its folder."""

import concurrent.futures
import os
import subprocess

import tree

by_source = tree.compile_flags()
flags = {}
for source, words in by_source.items():
    flags.setdefault(os.path.dirname(source), words)


def compile_alone(header):
    folder = os.path.dirname(header)
    if folder not in flags:
        return None
    # Sources of one folder may see different layers: its own speaks for the header.
    words = by_source.get(header[:-2] + '.c', flags[folder])
    done = subprocess.run(
        ['gcc', '-fsyntax-only', '-x', 'c', '-include', 'config.h', *words, '-I' + folder,
         header], cwd=tree.ROOT, capture_output=True, text=True, check=False)
    errors = [l for l in done.stderr.split('\n') if 'error' in l]
    return f'{header}: {errors[0]}' if done.returncode else None


tree.need('gcc')
with concurrent.futures.ThreadPoolExecutor(2) as pool:
    tree.end([p for p in pool.map(compile_alone, tree.files('.h')) if p])
