# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command as on a kernel without IPv6:  without_ipv6.py COMMAND …"""

import ctypes
import errno
import os
import platform
import socket
import struct
import sys

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EAFNOSUPPORT
SOCKET_CALL = {"x86_64": 41, "aarch64": 198}[platform.machine()]

# What seccomp_data holds: the call's number at 0, its first argument at 16.
steps = [(LOAD, 0, 0, 0), (EQUAL, 0, 3, SOCKET_CALL), (LOAD, 0, 0, 16), (EQUAL, 0, 1, socket.AF_INET6),
         (RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
code = b"".join(struct.pack("HBBI", *step) for step in steps)
program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(kept := ctypes.create_string_buffer(code)))
libc = ctypes.CDLL(None, use_errno=True)
if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0):
    sys.exit(f"no filter of system calls: {os.strerror(ctypes.get_errno())}")
os.execvp(sys.argv[1], sys.argv[1:])
