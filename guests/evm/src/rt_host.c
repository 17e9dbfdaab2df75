/* Native runtime: reads stdin, or with --batch many inputs, each run in its own child. */
#define _GNU_SOURCE
#include "rt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arena.h"

#define ARENA_BYTES ((size_t)6 << 28) /* as on MIPS, so that both end alike */

uint8_t* rt_arena(size_t* size)
{
    static void* p;
    *size = ARENA_BYTES;
    if (p) return p;
    p = mmap(NULL, ARENA_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) _exit(ZK_EXIT_MEMORY);
    return p;
}

#ifndef ZK_FUZZ /* the fuzz targets bring their own input and exit */
static int out_fd = 1;

static long read_fd(int fd, void* p, size_t n)
{
    for (;;) {
        ssize_t k = read(fd, p, n);
        if (k >= 0 || errno != EINTR) return k;
    }
}

static int write_fd(int fd, const void* p, size_t n)
{
    const uint8_t* b = p;
    while (n) {
        ssize_t k = write(fd, b, n);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) return 0;
        b += k;
        n -= (size_t)k;
    }
    return 1;
}

long rt_read(void* p, size_t n) { return read_fd(0, p, n); }
int rt_write(const void* p, size_t n) { return write_fd(out_fd, p, n); }

_Noreturn void rt_exit(int code) { _exit(code); }

static int read_exact(uint8_t* p, size_t n)
{
    while (n) {
        long k = rt_read(p, n);
        if (k <= 0) return 0;
        p += k;
        n -= (size_t)k;
    }
    return 1;
}

static void put32(uint8_t* p, size_t x)
{
    for (int i = 0; i < 4; i++) p[i] = (uint8_t)(x >> (24 - 8 * i));
}

/* Runs one input in a child and collects what it writes. */
static int batch_one(const uint8_t* input, size_t len)
{
    int fd[2];
    if (pipe(fd)) return 0;
    pid_t pid = fork();
    if (pid < 0) return 0;
    if (pid == 0) {
        close(fd[0]);
        out_fd = fd[1];
        rt_exit(guest_run(input, len));
    }
    close(fd[1]);
    size_t cap = 1 << 16, n = 0;
    uint8_t* out = malloc(cap);
    for (;;) {
        if (n == cap) out = realloc(out, cap *= 2);
        if (!out) return 0;
        long k = read_fd(fd[0], out + n, cap - n);
        if (k <= 0) break;
        n += (size_t)k;
    }
    close(fd[0]);
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return 0;
    uint8_t head[8];
    put32(head, (size_t)(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status)));
    put32(head + 4, n);
    int ok = write_fd(1, head, 8) && write_fd(1, out, n);
    free(out);
    return ok;
}

static int batch(void)
{
    size_t room;
    uint8_t* buf = arena_rest(&room);
    for (;;) {
        uint8_t h[4];
        if (!read_exact(h, 4)) return 0;
        size_t len = (size_t)h[0] << 24 | (size_t)h[1] << 16 | (size_t)h[2] << 8 | h[3];
        if (len > room || !read_exact(buf, len)) return ZK_EXIT_IO;
        arena_take(len);
        if (!batch_one(buf, len)) return ZK_EXIT_IO;
    }
}

int main(int argc, char** argv)
{
    arena_init();
    if (argc == 2 && strcmp(argv[1], "--batch") == 0) return batch();
    if (argc != 1) return ZK_EXIT_IO;
    size_t room, n = 0;
    uint8_t* buf = arena_rest(&room);
    for (;;) {
        if (n == room) zk_die(ZK_EXIT_MEMORY, "input larger than the arena");
        long k = rt_read(buf + n, room - n);
        if (k < 0) zk_die(ZK_EXIT_IO, "reading standard input");
        if (k == 0) break;
        n += (size_t)k;
    }
    arena_take(n);
    return guest_run(buf, n);
}
#endif
