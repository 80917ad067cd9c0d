#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cgi-server.py PORT PROGRAM [NAME=VALUE ...]: serves one CGI program on 127.0.0.1:PORT under
/cgi, with what follows as its path."""

import http.server
import os
import subprocess
import sys

PORT, PROGRAM = int(sys.argv[1]), sys.argv[2]
SETTINGS = dict(word.split('=', 1) for word in sys.argv[3:])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_GET(self):
        path, _, query = self.path.partition('?')
        length = int(self.headers.get('Content-Length') or 0)
        answer = subprocess.run(
            [PROGRAM], input=self.rfile.read(length), capture_output=True, check=False,
            env={**os.environ, **SETTINGS, 'GATEWAY_INTERFACE': 'CGI/1.1',
                 'REQUEST_METHOD': self.command, 'QUERY_STRING': query, 'SCRIPT_NAME': '/cgi',
                 'PATH_INFO': path.removeprefix('/cgi'), 'SERVER_NAME': '127.0.0.1',
                 'SERVER_PORT': str(PORT), 'SERVER_PROTOCOL': 'HTTP/1.1',
                 'HTTP_HOST': f'127.0.0.1:{PORT}', 'CONTENT_LENGTH': str(length),
                 'HTTP_ACCEPT': self.headers.get('Accept') or '',
                 'CONTENT_TYPE': self.headers.get('Content-Type') or ''}).stdout
        head, _, body = answer.partition(b'\r\n\r\n')
        if not body and b'\n\n' in answer:
            head, _, body = answer.partition(b'\n\n')
        headers = [line.partition(':') for line in head.decode().splitlines() if ':' in line]
        status = next((v.split()[0] for n, _, v in headers if n.lower() == 'status'), '200')
        self.send_response(int(status))
        for name, _, value in headers:
            if name.lower() not in ('status', 'content-length'):
                self.send_header(name, value.strip())
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, format, *args):
        if os.environ.get('CGI_LOG'):
            sys.stderr.write(self.path + '\n')


http.server.ThreadingHTTPServer(('127.0.0.1', PORT), Handler).serve_forever()
