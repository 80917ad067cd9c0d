/* Watchfloor: the limits of the worker.
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* rlimits and a short seccomp filter; see the header. */
#include "config.h"

#include "wf-worker-limits.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_FILE (G_GUINT64_CONSTANT (64) << 30)
#define MAX_OPEN_FILES 512
#define LIBRARIES (G_GUINT64_CONSTANT (1) << 30) /* mapped, not used */
#define KEEP_BELOW (32 << 20) /* the most that glibc takes */

#if defined(__x86_64__)
#  define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#  define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

static void
limit (int what, guint64 value)
{
  struct rlimit had, want = { value, value };

  if (getrlimit (what, &had) == 0 && had.rlim_max != RLIM_INFINITY && had.rlim_max < value)
    want = (struct rlimit){ had.rlim_max, had.rlim_max };
  setrlimit (what, &want);
}

guint64
wf_worker_limits_of_machine (void)
{
  long pages = sysconf (_SC_PHYS_PAGES), size = sysconf (_SC_PAGESIZE);

  if (pages <= 0 || size <= 0)
    return G_MAXUINT64;
  return (guint64) pages * (guint64) size / 2 + LIBRARIES;
}

void
wf_worker_limits_set (guint64 memory, guint cpu_s)
{
  /* The parent leaves what it has open to be shut here: then starting a worker needs no copy of
   * its page tables, and its window does not stop for one. */
  close_range (STDERR_FILENO + 1, ~0U, 0);
  limit (RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__ /* its shadow memory is terabytes of address space */
  limit (RLIMIT_AS, memory);
#endif
  limit (RLIMIT_CPU, cpu_s);
  limit (RLIMIT_NOFILE, MAX_OPEN_FILES);
  limit (RLIMIT_FSIZE, MAX_FILE);
  /* A write beyond the limit shall fail, not kill. */
  signal (SIGXFSZ, SIG_IGN);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  /* GDAL takes and gives back the buffers of each batch: keep their pages, or the kernel clears
   * them anew a hundred times. */
  mallopt (M_MMAP_THRESHOLD, KEEP_BELOW);
  mallopt (M_TRIM_THRESHOLD, 8 * KEEP_BELOW);
  mallopt (M_TOP_PAD, KEEP_BELOW / 4);
}

#ifdef OUR_ARCH

#  define CALL offsetof (struct seccomp_data, nr)
#  define ARCH offsetof (struct seccomp_data, arch)
#  define LOAD(at) BPF_STMT (BPF_LD | BPF_W | BPF_ABS, (guint32) (at))
#  define REFUSE BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EACCES)
#  define ALLOW BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#  define REFUSE_IF(call) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (guint32) (call), 0, 1), REFUSE

void
wf_worker_limits_close_network (void)
{
  struct sock_filter rules[] = {
    LOAD (ARCH),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0),
    REFUSE,
    LOAD (CALL),
    REFUSE_IF (__NR_socket),
    REFUSE_IF (__NR_execve),
    REFUSE_IF (__NR_execveat),
    REFUSE_IF (__NR_ptrace),
#  ifdef __NR_io_uring_setup
    REFUSE_IF (__NR_io_uring_setup),
#  endif
    ALLOW,
  };
  struct sock_fprog program = { G_N_ELEMENTS (rules), rules };

  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
      || prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    g_printerr ("watchfloor-gdal: network not closed: %s\n", g_strerror (errno));
}

#else

void
wf_worker_limits_close_network (void)
{
  g_printerr ("watchfloor-gdal: network not closed: unknown processor\n");
}

#endif
