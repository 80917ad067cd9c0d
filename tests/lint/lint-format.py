# SPDX-License-Identifier: GPL-3.0-or-later
"""The look is made by clang-format 14, never by hand."""

import shutil
import subprocess
import sys

import tree

tool = shutil.which('clang-format-14') or shutil.which('clang-format')
if tool is None or ' 14.' not in subprocess.run([tool, '--version'], capture_output=True,
                                                text=True, check=True).stdout:
    print('skipped: clang-format 14 is not installed')
    sys.exit(77)
done = subprocess.run([tool, '--dry-run', '--Werror', '--ferror-limit=1',
                       *tree.files('.c', '.h')], cwd=tree.ROOT, capture_output=True, text=True,
                      check=False)
tree.end([l for l in done.stderr.split('\n') if 'error:' in l])
