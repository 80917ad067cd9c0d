# SPDX-License-Identifier: GPL-3.0-or-later
"""What is shipped beside the programs is valid: desktop file, metainfo, settings, JSON, XML."""

import json
import os
import subprocess
import tempfile
import xml.dom.minidom

import tree

tree.need('desktop-file-validate', 'appstreamcli', 'glib-compile-schemas')
problems = []


def run(*argv):
    done = subprocess.run(argv, cwd=tree.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        problems.append(f'{" ".join(argv)}: {done.stdout}{done.stderr}')


def validate_metainfo(path):
    """Newer validators ask for a home page, which the project does not have; older ones do not
    know the tag to say so."""
    asks = subprocess.run(['appstreamcli', 'validate', '--no-net', path], capture_output=True,
                          text=True, check=False)
    words = ['--override=url-homepage-missing=info'] if 'url-homepage-missing' in asks.stdout else []
    run('appstreamcli', 'validate', '--no-net', *words, path)


desktop = tree.files('.desktop', '.desktop.in')
metainfo = tree.files('.metainfo.xml', '.metainfo.xml.in')
schemas = tree.files('.gschema.xml')
if not desktop or not metainfo or not schemas:
    problems.append('the desktop file, the metainfo or the settings schema is missing')
for name in desktop:
    # The validator wants the ending; .in files differ only in what gettext merges.
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, os.path.basename(name).removesuffix('.in'))
        with open(path, 'w', encoding='utf-8') as out:
            out.write(tree.read(name))
        run('desktop-file-validate', path)
for name in metainfo:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, os.path.basename(name).removesuffix('.in'))
        with open(path, 'w', encoding='utf-8') as out:
            out.write(tree.read(name))
        validate_metainfo(path)
for folder in {os.path.dirname(n) for n in schemas}:
    run('glib-compile-schemas', '--strict', '--dry-run', os.path.join(tree.ROOT, folder))
for name in [n for n in tree.files('.json') if n.startswith('data/')]:
    try:
        json.loads(tree.read(name))
    except ValueError as error:
        problems.append(f'{name}: {error}')
for name in tree.files('.ui', '.svg', '.xml', '.gresource.xml'):
    try:
        xml.dom.minidom.parseString(tree.read(name).encode())
    except Exception as error:  # expat's errors have no common base
        problems.append(f'{name}: {error}')
    if name.endswith('.ui') and '<![CDATA[' in tree.read(name):
        problems.append(f'{name}: CDATA; a row has a file of its own')
tree.end(problems)
