/* Names and status: what the empty read-only root and /dev answer. */
#include "fs.h"

/* ---- names ---- */
static int equal(const char *a, u32 b)
{
    const char *s = (const char *)b;
    while (*a && *a == *s) a++, s++;
    return *a == *s;
}

/* The kind behind a path, or an error. Paths are absolute or start at the root, where every process stands. */
static s32 lookup(u32 path)
{
    static const struct { char name[12]; u8 kind; } names[] = {
        {"null", K_NULL}, {"zero", K_ZERO}, {"full", K_FULL}, {"random", K_RANDOM}, {"urandom", K_RANDOM},
        {"stdin", K_STDIN}, {"stdout", K_STDOUT}, {"stderr", K_STDERR}, {"fd/0", K_STDIN}, {"fd/1", K_STDOUT}, {"fd/2", K_STDERR}};
    int n = user_string(path, 4096);
    if (n < 0) return n;
    if (!n) return -ENOENT;
    const char *p = (const char *)path;
    while (*p == '/' || (*p == '.' && (p[1] == '/' || !p[1]))) p++;
    if (!*p) return K_DIR;
    if (p[0] == 'd' && p[1] == 'e' && p[2] == 'v') {
        p += 3;
        if (*p && *p != '/') return -ENOENT;
        while (*p == '/') p++;
        if (!*p) return K_DIR;
        for (u32 i = 0; i < sizeof names / sizeof *names; i++)
            if (equal(names[i].name, (u32)p)) return names[i].kind;
    }
    return -ENOENT;
}

static s32 open_path(u32 path, u32 flags)
{
    s32 kind = lookup(path);
    if (kind == -ENOENT && (flags & O_CREAT)) {
        /* A new name in a directory that exists meets the read-only root; deeper ones have no directory. */
        const char *p = (const char *)path;
        if (!*p) return -ENOENT;
        while (*p == '/') p++;
        while (*p && *p != '/') p++;
        return *p ? -ENOENT : -EROFS;
    }
    if (kind < 0) return kind;
    if ((flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL)) return -EEXIST;
    if (kind == K_DIR && ((flags & O_ACCMODE) || (flags & O_CREAT))) return -EISDIR;
    if (kind != K_DIR && (flags & O_DIRECTORY)) return -ENOTDIR;
    return open_kind((u32)kind, flags & ~(u32)(O_CREAT | O_EXCL | O_TRUNC | O_DIRECTORY), 0);
}

/* Relative names start at the root whatever directory is open: the root and /dev are all there is. */
static s32 check_dir(u32 dir, u32 path)
{
    if (!vm_ok(path, 1)) return -EFAULT;
    if (*(const char *)path == '/' || dir == AT_FDCWD) return 0;
    file *f = get(dir);
    return !f ? -EBADF : f->kind == K_DIR ? 0 : -ENOTDIR;
}

s32 sys_open(u32 path, u32 flags) { return open_path(path, flags); }
s32 sys_creat(u32 path) { return open_path(path, O_CREAT | O_WRONLY | O_TRUNC); }

s32 sys_openat(u32 dir, u32 path, u32 flags)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : open_path(path, flags);
}

static s32 access_path(u32 path, u32 mode)
{
    s32 kind = lookup(path);
    return kind < 0 ? kind : mode & ~7u ? -EINVAL : kind == K_DIR ? (mode & 2 ? -EROFS : 0) : mode & 1 ? -EACCES : 0;
}

s32 sys_access(u32 path, u32 mode) { return access_path(path, mode); }

s32 sys_faccessat(u32 dir, u32 path, u32 mode)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : access_path(path, mode);
}

s32 sys_readlink(u32 path, u32 buf, u32 len)
{
    (void)buf;
    if ((s32)len <= 0) return -EINVAL;
    s32 kind = lookup(path);
    return kind < 0 ? kind : -EINVAL;
}

s32 sys_readlinkat(u32 dir, u32 path, u32 buf, u32 len)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : sys_readlink(path, buf, len);
}

s32 sys_chdir(u32 path) { s32 k = lookup(path); return k < 0 ? k : k == K_DIR ? 0 : -ENOTDIR; }

s32 sys_getcwd(u32 buf, u32 len)
{
    if (len < 2) return -ERANGE;
    if (!vm_ok(buf, 2)) return -EFAULT;
    copy((void *)buf, "/", 2);
    return 2;
}

/* Changing the file system: what is there is read-only, what is not is not. */
s32 sys_change_path(u32 path) { s32 k = lookup(path); return k < 0 ? k : -EROFS; }

s32 sys_change_at(u32 dir, u32 path)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : sys_change_path(path);
}

static s32 make_path(u32 path)
{
    s32 k = open_path(path, O_CREAT | O_EXCL);
    return k;
}

s32 sys_mkdir(u32 path) { return make_path(path); }

s32 sys_mkdirat(u32 dir, u32 path)
{
    s32 e = check_dir(dir, path);
    return e < 0 ? e : make_path(path);
}

/* ---- status ---- */
static u32 mode_of(u32 kind)
{
    switch (kind) {
    case K_STDIN: case K_STDOUT: case K_STDERR: case K_PIPE_READ: case K_PIPE_WRITE:
    case K_HINT_READ: case K_HINT_WRITE: case K_PREIMAGE_READ: case K_PREIMAGE_WRITE: return 0010600;
    case K_DIR: return 0040555;
    case K_EVENT: case K_EPOLL: return 0600;
    default: return 0020666;
    }
}

static u32 rdev_of(u32 kind)
{
    switch (kind) {
    case K_NULL: return 0x103;
    case K_ZERO: return 0x105;
    case K_FULL: return 0x107;
    case K_RANDOM: return 0x109;
    default: return 0;
    }
}

static s32 put_stat(u32 p, u32 kind)
{
    if (!vm_ok(p, 144)) return -EFAULT;
    fill((void *)p, 0, 144);
    put32(p, 1), put32(p + 16, kind + 1), put32(p + 20, mode_of(kind)), put32(p + 24, kind == K_DIR ? 2 : 1);
    put32(p + 36, rdev_of(kind));
    put32(p + 56, EPOCH), put32(p + 64, EPOCH), put32(p + 72, EPOCH);
    put32(p + 80, PAGE);
    return 0;
}

static s32 put_stat64(u32 p, u32 kind)
{
    if (!vm_ok(p, 104)) return -EFAULT;
    fill((void *)p, 0, 104);
    put32(p, 1), put64(p + 16, 0, kind + 1), put32(p + 24, mode_of(kind)), put32(p + 28, kind == K_DIR ? 2 : 1);
    put32(p + 40, rdev_of(kind));
    put32(p + 64, EPOCH), put32(p + 72, EPOCH), put32(p + 80, EPOCH);
    put32(p + 88, PAGE);
    return 0;
}

static s32 put_statx(u32 p, u32 kind)
{
    if (!vm_ok(p, 256)) return -EFAULT;
    fill((void *)p, 0, 256);
    put32(p, 0x7ff), put32(p + 4, PAGE), put32(p + 16, kind == K_DIR ? 2 : 1);
    u16 mode = (u16)mode_of(kind);
    copy((void *)(p + 28), &mode, 2);
    put64(p + 32, 0, kind + 1);
    for (u32 t = 64; t < 128; t += 16) put64(p + t, 0, EPOCH);
    put32(p + 128, rdev_of(kind) >> 8), put32(p + 132, rdev_of(kind) & 255), put32(p + 140, 1);
    return 0;
}

s32 sys_fstat(u32 fd, u32 p) { file *f = get(fd); return f ? put_stat(p, f->kind) : -EBADF; }
s32 sys_fstat64(u32 fd, u32 p) { file *f = get(fd); return f ? put_stat64(p, f->kind) : -EBADF; }
s32 sys_stat(u32 path, u32 p) { s32 k = lookup(path); return k < 0 ? k : put_stat(p, (u32)k); }
s32 sys_stat64(u32 path, u32 p) { s32 k = lookup(path); return k < 0 ? k : put_stat64(p, (u32)k); }

/* Kind behind (dir, path, flags) of the *at calls, AT_EMPTY_PATH included. */
static s32 kind_at(u32 dir, u32 path, u32 flags)
{
    if (!vm_ok(path, 1)) return -EFAULT;
    if ((flags & 0x1000) && !*(const char *)path) {
        file *f = get(dir);
        return dir == AT_FDCWD ? K_DIR : f ? (s32)f->kind : -EBADF;
    }
    s32 e = check_dir(dir, path);
    return e < 0 ? e : lookup(path);
}

s32 sys_fstatat64(u32 dir, u32 path, u32 p, u32 flags)
{
    s32 k = kind_at(dir, path, flags);
    return k < 0 ? k : put_stat64(p, (u32)k);
}

s32 sys_statx(u32 dir, u32 path, u32 flags, u32 mask)
{
    u32 p;
    (void)mask;
    if (stack_arg(4, &p)) return -EFAULT;
    s32 k = kind_at(dir, path, flags);
    return k < 0 ? k : put_statx(p, (u32)k);
}
