/* What system calls without support, or with wrong arguments, answer. Checks itself: qemu-user passes most of them to its host. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int failures;
#define EXPECT(error, ...)                                                                             \
    do {                                                                                               \
        errno = 0;                                                                                     \
        long r_ = syscall(__VA_ARGS__);                                                                \
        int e_ = r_ == -1 ? errno : 0;                                                                 \
        if (e_ != (error)) failures++, printf("%s: %d, expected %d\n", #__VA_ARGS__, e_, (error));     \
    } while (0)

int main(void)
{
    static const struct { const char *path; int flags, error; } opens[] = {
        {"/etc/passwd", O_RDONLY, ENOENT}, {"/proc/self/maps", O_RDONLY, ENOENT}, {"/", O_RDONLY, 0}, {"/", O_RDWR, EISDIR},
        {"/new", O_CREAT | O_WRONLY, EROFS}, {"/tmp/new", O_CREAT | O_WRONLY, ENOENT}, {"", O_RDONLY, ENOENT},
        {"/dev/null", O_RDWR, 0}, {"/dev/null", O_RDONLY | O_DIRECTORY, ENOTDIR}, {"/dev/null", O_CREAT | O_EXCL | O_RDWR, EEXIST},
        {"/dev/none", O_RDONLY, ENOENT}, {"dev/zero", O_RDONLY, 0}, {"./dev/urandom", O_RDONLY, 0}, {"/dev/tty", O_RDWR, ENOENT}};
    for (unsigned i = 0; i < sizeof opens / sizeof *opens; i++) {
        EXPECT(opens[i].error, SYS_open, opens[i].path, opens[i].flags, 0600);
        EXPECT(opens[i].error, SYS_openat, AT_FDCWD, opens[i].path, opens[i].flags, 0600);
    }
    char name[5000], buf[512];
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = 0;
    int small[4] = {0};
    void *bad = (void *)0x7ffff000; /* above the user's addresses */
    struct stat st;
    EXPECT(ENAMETOOLONG, SYS_open, name, O_RDONLY);
    EXPECT(EFAULT, SYS_open, (void *)16, O_RDONLY);
    EXPECT(ENOTDIR, SYS_openat, 0, "x", O_RDONLY);
    EXPECT(EBADF, SYS_openat, 200, "x", O_RDONLY);
    EXPECT(EBADF, SYS_read, 200, buf, 1);
    EXPECT(EBADF, SYS_read, 1, buf, 1);
    EXPECT(EBADF, SYS_write, 0, buf, 1);
    EXPECT(EFAULT, SYS_write, 1, bad, 1);
    EXPECT(EFAULT, SYS_read, 0, bad, 1);
    EXPECT(EINVAL, SYS_writev, 1, buf, 2000);
    EXPECT(EBADF, SYS_close, 99);
    EXPECT(ENOENT, SYS_stat64, "/x", &st);
    EXPECT(ENOENT, SYS_access, "/x", 0);
    EXPECT(EROFS, SYS_access, "/", W_OK);
    EXPECT(EACCES, SYS_access, "/dev/null", X_OK);
    EXPECT(ENOENT, SYS_readlink, "/proc/self/exe", buf, sizeof buf);
    EXPECT(EINVAL, SYS_readlink, "/", buf, sizeof buf);
    EXPECT(ENOENT, SYS_unlink, "/x");
    EXPECT(EROFS, SYS_unlink, "/dev/null");
    EXPECT(EROFS, SYS_mkdir, "/x", 0700);
    EXPECT(EEXIST, SYS_mkdir, "/dev", 0700);
    EXPECT(ENOENT, SYS_chdir, "/x");
    EXPECT(ENOTDIR, SYS_chdir, "/dev/null");
    EXPECT(ERANGE, SYS_getcwd, buf, 1);
    EXPECT(ENOTTY, SYS_ioctl, 1, 0x5401, buf);
    EXPECT(EBADF, SYS_ioctl, 99, 0x5401, buf);
    EXPECT(ESPIPE, SYS_lseek, 0, 0, SEEK_CUR);
    EXPECT(ESPIPE, SYS_pread64, 0, buf, 1, 0, 0, 0);
    EXPECT(EINVAL, SYS_fcntl64, 0, 999, 0);
    EXPECT(EINVAL, SYS_dup3, 0, 0, 0);
    EXPECT(EBADF, SYS_dup2, 0, 100000);
    EXPECT(EINVAL, SYS_fsync, 0);
    EXPECT(EAFNOSUPPORT, SYS_socket, 2, 1, 0);
    EXPECT(EAGAIN, SYS_fork);
    EXPECT(EAGAIN, SYS_clone, SIGCHLD, 0, 0, 0, 0);
    EXPECT(ENOENT, SYS_execve, "/bin/sh", 0, 0);
    EXPECT(EACCES, SYS_execve, "/dev/null", 0, 0);
    EXPECT(ECHILD, SYS_wait4, -1, 0, 0, 0);
    EXPECT(ECHILD, SYS_waitid, 0, 0, 0, 0, 0);
    EXPECT(ESRCH, SYS_kill, 1, 9);
    EXPECT(EINVAL, SYS_kill, getpid(), 200);
    EXPECT(ESRCH, SYS_tgkill, getpid(), 5, 10);
    EXPECT(0, SYS_kill, getpid(), 0);
    EXPECT(EINVAL, SYS_rt_sigaction, SIGKILL, buf, 0, 16);
    EXPECT(EINVAL, SYS_rt_sigaction, SIGUSR1, 0, 0, 8);
    EXPECT(EINVAL, SYS_rt_sigprocmask, 9, buf, 0, 16);
    EXPECT(EAGAIN, SYS_futex, small, 0, 1, 0, 0, 0);
    EXPECT(EINVAL, SYS_futex, (char *)small + 1, 0, 0, 0, 0, 0);
    EXPECT(EFAULT, SYS_futex, bad, 0, 0, 0, 0, 0);
    EXPECT(ENOSYS, SYS_futex, small, 6, 0, 0, 0, 0);
    struct timespec t = {0, 2000000000}, ms = {0, 1000000};
    EXPECT(EINVAL, SYS_nanosleep, &t, 0);
    EXPECT(EFAULT, SYS_nanosleep, bad, 0);
    EXPECT(ETIMEDOUT, SYS_futex, small, 0, 0, &ms, 0, 0);
    EXPECT(EINVAL, SYS_clock_gettime, 99, &t);
    EXPECT(EFAULT, SYS_clock_gettime, 0, bad);
    EXPECT(EPERM, SYS_clock_settime, 0, &ms);
    EXPECT(EPERM, SYS_setuid, 0);
    EXPECT(0, SYS_setuid, getuid());
    EXPECT(EPERM, SYS_setgroups, 0, 0);
    EXPECT(EPERM, SYS_reboot, 0, 0, 0, 0);
    EXPECT(EPERM, SYS_mount, 0, 0, 0, 0, 0);
    EXPECT(EINVAL, SYS_getrlimit, 99, buf);
    EXPECT(EINVAL, SYS_getrandom, buf, 8, 99);
    EXPECT(EFAULT, SYS_getrandom, bad, 8, 0);
    EXPECT(EINVAL, SYS_prctl, 12345, 0, 0, 0, 0);
    EXPECT(EINVAL, SYS_epoll_create1, 12345);
    EXPECT(EPERM, SYS_epoll_ctl, syscall(SYS_epoll_create1, 0), 1, open("/dev/null", 0), buf);
    EXPECT(EINVAL, SYS_sched_setaffinity, 0, 4, small);
    EXPECT(ESRCH, SYS_sched_getaffinity, 4242, 4, small);
    EXPECT(EFAULT, SYS_uname, bad);
    EXPECT(EPERM, SYS_chroot, "/");
    /* Nothing of the firmware's memory can be read into, written from or mapped, whatever the length. */
    static const uintptr_t outside[] = {0x7fff8000, 0x7ffffffc, 0x80000000, 0x80000180, 0x80010000, 0x80f00000, 0x81000000, 0xfffffff0};
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++) {
        void *there = (void *)outside[i];
        struct { void *base; size_t len; } parts[2] = {{buf, 0}, {there, 8}}, *list = there;
        EXPECT(EFAULT, SYS_read, 0, there, 8);
        EXPECT(EFAULT, SYS_read, 0, there, -1);
        EXPECT(EFAULT, SYS_write, 1, there, 8);
        EXPECT(EFAULT, SYS_readv, 0, parts, 2);
        EXPECT(EFAULT, SYS_writev, 1, parts, 2);
        EXPECT(EFAULT, SYS_readv, 0, list, 1);
        EXPECT(EFAULT, SYS_fstat64, 0, there);
        EXPECT(EFAULT, SYS_getrandom, there, 8, 0);
        EXPECT(EFAULT, SYS_clock_gettime, 1, there);
        EXPECT(EFAULT, SYS_gettimeofday, there, 0);
        EXPECT(EFAULT, SYS_getcwd, there, 100);
        EXPECT(EFAULT, SYS_pipe2, there, 0);
        EXPECT(EFAULT, SYS_poll, there, 1, 0);
        EXPECT(EFAULT, SYS_rt_sigaction, SIGUSR1, there, 0, 16);
        EXPECT(EFAULT, SYS_rt_sigaction, SIGUSR1, 0, there, 16);
        EXPECT(EFAULT, SYS_rt_sigprocmask, SIG_SETMASK, there, 0, 16);
        EXPECT(EFAULT, SYS_rt_sigprocmask, SIG_SETMASK, 0, there, 16);
        EXPECT(EFAULT, SYS_rt_sigpending, there, 16);
        EXPECT(EFAULT, SYS_sigaltstack, there, 0);
        EXPECT(EFAULT, SYS_sigaltstack, 0, there);
        EXPECT(EFAULT, SYS_setitimer, 0, 0, there);
        EXPECT(EFAULT, SYS_getitimer, 0, there);
        EXPECT(EFAULT, SYS_sysinfo, there);
        EXPECT(EFAULT, SYS_prlimit64, 0, 7, 0, there);
        EXPECT(EFAULT, SYS_sched_getaffinity, 0, 4, there);
        EXPECT(EFAULT, SYS_open, there, 0);
        EXPECT(outside[i] & 3 ? EINVAL : EFAULT, SYS_futex, there, 1, 1, 0, 0, 0);
        EXPECT(EFAULT, SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_PARENT_SETTID, buf, there, 0, 0);
        EXPECT(outside[i] & 4095 ? EINVAL : ENOMEM, SYS_mprotect, there, 4096, 3);
        EXPECT(outside[i] & 4095 ? EINVAL : ENOMEM, SYS_madvise, there, 4096, 4);
        EXPECT(outside[i] & 4095 ? EINVAL : ENOMEM, SYS_mmap2, there, 4096, 3, 0x812, -1, 0);
        EXPECT(EINVAL, SYS_munmap, there, 4096);
    }
    EXPECT(EFAULT, SYS_read, 0, (void *)0x7fff7ff8, 9);
    EXPECT(EFAULT, SYS_read, 0, buf, 0x7fffffff);
    EXPECT(EFAULT, SYS_read, 0, 0, 1);
    EXPECT(EINVAL, SYS_mmap2, 0, 4096, 3, 0x803, -1, 0);
    EXPECT(EPERM, SYS_mmap2, 0, 4096, 3, 0x812, -1, 0);
    EXPECT(EINVAL, SYS_munmap, buf, 0);
    EXPECT(EINVAL, SYS_mremap, 4096, 4096, 0, 1, 0);
    EXPECT(EFAULT, SYS_mremap, 4096, 4096, 8192, 1, 0);
    EXPECT(EINVAL, SYS_clone, CLONE_VM | CLONE_THREAD, buf, 0, 0, 0);
    EXPECT(EINVAL, SYS_clone, CLONE_SIGHAND, buf, 0, 0, 0);
    EXPECT(EOPNOTSUPP, SYS_clock_nanosleep, CLOCK_MONOTONIC_COARSE, 0, &ms, 0);
    EXPECT(EINVAL, SYS_clock_nanosleep, CLOCK_THREAD_CPUTIME_ID, 0, &ms, 0);
    struct timespec negative = {-1, 0};
    EXPECT(EINVAL, SYS_nanosleep, &negative, 0);
    EXPECT(EINVAL, SYS_futex, small, 0, 0, &negative, 0, 0);
    EXPECT(EINVAL, SYS_futex, small, 9, 0, 0, 0, 0);
    EXPECT(EINVAL, SYS_futex, small, 3, -1, 1, small, 0);
    EXPECT(EAGAIN, SYS_futex, small, 4, 1, 1, small + 1, 99);
    EXPECT(0, SYS_futex, small, 1, -1, 0, 0, 0);
    EXPECT(EINVAL, SYS_set_robust_list, buf, 8);
    EXPECT(EINVAL, SYS_tgkill, 0, 1000, 10);
    EXPECT(EINVAL, SYS_tgkill, getpid(), -1, 10);
    EXPECT(EINVAL, SYS_tgkill, getpid(), getpid(), -1);
    EXPECT(EINVAL, SYS_epoll_wait, epoll_create1(0), buf, 0, 0);
    EXPECT(EINVAL, SYS_epoll_wait, epoll_create1(0), buf, -1, 0);
    EXPECT(EINVAL, SYS_epoll_pwait, epoll_create1(0), buf, 1, 0, buf, 8);
    EXPECT(EINVAL, SYS_ppoll, 0, 0, 0, buf, 8);
    EXPECT(EINVAL, SYS_poll, 0, 100000, 0);
    EXPECT(EINVAL, SYS_sched_getaffinity, 0, 3, small);
    static const int unsupported[] = {
        SYS_ptrace, SYS_shmget, SYS_inotify_init, SYS_io_setup, SYS_timer_create, SYS_timerfd_create, SYS_signalfd4, SYS_memfd_create, SYS_clone3,
        SYS_rseq, SYS_io_uring_setup, SYS_bpf, SYS_userfaultfd, SYS_perf_event_open, SYS_keyctl, SYS_mq_open, SYS_syslog, 4447, 4500, 4999};
    for (unsigned i = 0; i < sizeof unsupported / sizeof *unsupported; i++) EXPECT(ENOSYS, unsupported[i], 0, 0, 0, 0);
    EXPECT(ENOSYS, 0);
    EXPECT(ENOSYS, 100000);
    printf("failures %d\n", failures);
    return failures;
}
