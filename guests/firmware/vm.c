/* The guest's address space. There is no page protection but the machine's holes, which are where they are: what is kept is which
 * ranges are mapped, so that placement, errors and EFAULT are Linux's, and which may hold data, so that a page is cleared only when
 * somebody could have written it. A store costs proof; fresh addresses are therefore taken before freed ones. */
#include "fw.h"

enum { MAPPED = 1, DIRTY = 2, IMAGE = 4 };
enum { PROT_WRITE = 2, MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_FIXED = 0x10, MAP_ANONYMOUS = 0x800, MAP_FIXED_NOREPLACE = 0x100000,
       MAP_STACK = 0x40000, MREMAP_MAYMOVE = 1, MREMAP_FIXED = 2 };

#define MAX_RANGES 16384
#define LOWEST 0x10000u
#define STACK_BOTTOM (USER_END - STACK_SIZE)
#define MMAP_TOP (USER_END - 0x8000000u) /* as far below the stack as Linux */

/* Holes, the same as in src/MipsVm/Loading/Holes.cs: below LOWEST, between MMAP_TOP and the first stack, and at the low end of each slot
 * for the stack of a thread. Such a stack begins with the last page of the hole, its guard. */
#define SLOTS 24
#define SLOT 0x840000u
#define BIG_SLOTS 2
#define BIG_SLOT 0x4040000u
#define GUARD 0x10000u
#define SMALL_SLOTS_BOTTOM (MMAP_TOP - SLOTS * SLOT)
#define SLOTS_BOTTOM (SMALL_SLOTS_BOTTOM - BIG_SLOTS * BIG_SLOT)

static struct { u32 start, flags; } range[MAX_RANGES]; /* sorted; a range ends where the next begins */
static u32 ranges, hint;
static u32 brk_start, brk_now, frontier = SLOTS_BOTTOM;
static u32 known, known_size; /* a range of the last successful vm_ok: mapped */

void zero_words(u32 addr, u32 len)
{
    u32 *p = (u32 *)addr, *end = (u32 *)(addr + (len & ~31u));
    for (; p != end; p += 8) p[0] = 0, p[1] = 0, p[2] = 0, p[3] = 0, p[4] = 0, p[5] = 0, p[6] = 0, p[7] = 0;
    for (end = (u32 *)(addr + len); p < end; p++) *p = 0;
}

void fill(void *d, u32 v, u32 n)
{
    u8 *p = d;
    if (!v && !((u32)p & 3)) {
        zero_words((u32)p, n & ~3u);
        p += n & ~3u;
        n &= 3;
    }
    while (n--) *p++ = (u8)v;
}

void copy(void *d, const void *s, u32 n)
{
    u8 *p = d;
    const u8 *q = s;
    if (!(((u32)p | (u32)q) & 3)) {
        for (; n >= 16; n -= 16, p += 16, q += 16) {
            u32 a = ((u32 *)q)[0], b = ((u32 *)q)[1], c = ((u32 *)q)[2], e = ((u32 *)q)[3];
            ((u32 *)p)[0] = a, ((u32 *)p)[1] = b, ((u32 *)p)[2] = c, ((u32 *)p)[3] = e;
        }
    }
    for (; n >= 4; n -= 4, p += 4, q += 4) ((struct unaligned *)p)->v = ((struct unaligned *)q)->v;
    while (n--) *p++ = *q++;
}

static u32 end_of(u32 i) { return i + 1 < ranges ? range[i + 1].start : USER_END; }

/* The range that holds addr < USER_END. */
static u32 find(u32 addr)
{
    if (hint < ranges && range[hint].start <= addr && addr < end_of(hint)) return hint;
    u32 lo = 0, hi = ranges;
    while (hi - lo > 1) {
        u32 mid = (lo + hi) >> 1;
        if (range[mid].start <= addr) lo = mid; else hi = mid;
    }
    return hint = lo;
}

static void split(u32 addr)
{
    if (addr >= USER_END) return;
    u32 i = find(addr);
    if (range[i].start == addr) return;
    for (u32 j = ranges++; j > i + 1; j--) range[j] = range[j - 1];
    range[i + 1].start = addr;
    range[i + 1].flags = range[i].flags;
}

/* flags of [a, b) ← (flags & keep) | set; a < b, both on pages. The caller has checked that two more ranges fit. */
static void apply(u32 a, u32 b, u32 keep, u32 set)
{
    known_size = 0;
    split(a);
    split(b);
    u32 i = find(a), j = i;
    for (; j < ranges && range[j].start < b; j++) range[j].flags = (range[j].flags & keep) | set;
    /* join neighbours that became equal */
    u32 w = i ? i : 1, r = w;
    if (j < ranges) j++;
    for (; r < j; r++)
        if (range[r].flags != range[w - 1].flags) range[w++] = range[r];
    if (w != r) {
        while (r < ranges) range[w++] = range[r++];
        ranges = w;
        hint = 0;
    }
}

static int room(void) { return ranges + 2 <= MAX_RANGES; }

/* Do all of [a, b)'s ranges have `flag` equal to `want`? */
static int all(u32 a, u32 b, u32 flag, u32 want)
{
    for (u32 i = find(a); i < ranges && range[i].start < b; i++)
        if ((range[i].flags & flag) != want) return 0;
    return 1;
}

/* The start of the slot that addr is in, or if it is in none, MMAP_TOP; *size bytes. */
static u32 slot_of(u32 addr, u32 *size)
{
    if (addr - SLOTS_BOTTOM >= MMAP_TOP - SLOTS_BOTTOM) return *size = 0, MMAP_TOP;
    int big = addr < SMALL_SLOTS_BOTTOM;
    *size = big ? BIG_SLOT : SLOT;
    return addr - (addr - (big ? SLOTS_BOTTOM : SMALL_SLOTS_BOTTOM)) % *size;
}

/* Does [addr, addr + len) reach into a hole? */
int vm_hole(u32 addr, u32 len)
{
    if (!len || addr >= STACK_BOTTOM) return 0;
    if (addr < LOWEST) return 1;
    if (addr < SLOTS_BOTTOM) return len > SLOTS_BOTTOM - addr;
    u32 size, slot = slot_of(addr, &size);
    return !size || addr - slot < GUARD || len > size - (addr - slot);
}

/* si_code of an access to a hole: SEGV_ACCERR for the guard of a mapped stack, else SEGV_MAPERR. */
s32 vm_fault_code(u32 addr) { return addr < USER_END && (range[find(addr)].flags & MAPPED) ? 2 : 1; }

static int is_free(u32 a, u32 b) { return all(a, b, MAPPED, 0) && !vm_hole(a, b - a); }

/* Clears what may hold data: all of it, or (only = MAPPED) what is mapped anonymously. */
static void clear_dirty(u32 a, u32 b, u32 only)
{
    for (u32 i = find(a); i < ranges && range[i].start < b; i++)
        if ((range[i].flags & DIRTY) && (!only || (range[i].flags & (only | IMAGE)) == only)) {
            u32 s = range[i].start > a ? range[i].start : a, e = end_of(i) < b ? end_of(i) : b;
            zero_words(s, e - s);
        }
}

int vm_ok(u32 addr, u32 len)
{
    u32 offset = addr - known;
    if (offset < known_size && len <= known_size - offset) return 1;
    if (len > USER_END || addr > USER_END - len) return 0;
    if (!len) return 1;
    u32 end = addr + len, i = find(addr), start = range[i].start;
    while (range[i].flags & MAPPED) {
        if (end_of(i) >= end) {
            if (vm_hole(addr, len)) return 0;
            if (!vm_hole(start, end_of(i) - start)) known = start, known_size = end_of(i) - start;
            return 1;
        }
        if (++i == ranges) return 0;
    }
    return 0;
}

int user_string(u32 addr, u32 max)
{
    for (u32 n = 0; n < max; n++) {
        if ((n == 0 || ((addr + n) & (PAGE - 1)) == 0) && !vm_ok(addr + n, 1)) return -EFAULT;
        if (!((u8 *)addr)[n]) return (int)n;
    }
    return -ENAMETOOLONG;
}

int stack_arg(u32 index, u32 *out)
{
    u32 a = current->r[29] + 4 * index;
    if (!vm_ok(a, 4)) return -EFAULT;
    *out = get32(a);
    return 0;
}

void vm_init(u32 brk)
{
    ranges = 1;
    range[0].start = 0;
    range[0].flags = 0;
    u32 low = BOOT[BOOT_LOW] & ~(PAGE - 1);
    u32 end = brk < USER_END && brk ? brk : USER_END;
    if (low < end) apply(low, end, 0, MAPPED | DIRTY | IMAGE);
    for (u32 at = SLOTS_BOTTOM, size; at < end && at != MMAP_TOP; at += size) { /* an image with segments on both sides */
        slot_of(at, &size);
        if (at >= low) apply(at, at + GUARD, 0, 0);
    }
    apply(STACK_BOTTOM, USER_END, 0, MAPPED | DIRTY);
    brk_start = brk_now = brk;
}

s32 sys_brk(u32 addr)
{
    if (addr < brk_start || addr > MMAP_TOP) return (s32)brk_now;
    u32 old = (brk_now + PAGE - 1) & ~(PAGE - 1), new = (addr + PAGE - 1) & ~(PAGE - 1);
    if (!room()) return (s32)brk_now;
    if (new > old) {
        if (!is_free(old, new)) return (s32)brk_now;
        clear_dirty(old, new, 0);
        apply(old, new, 0, MAPPED | DIRTY);
    } else if (new < old)
        apply(new, old, DIRTY, 0);
    return (s32)(brk_now = addr);
}

/* The highest free place of len bytes below the slots, or 0. */
static u32 place(u32 len)
{
    u32 floor = ((brk_now + PAGE - 1) & ~(PAGE - 1)) + 0x1000000u;
    if (len < frontier && frontier - len >= floor && is_free(frontier - len, frontier)) return frontier -= len;
    u32 top = 0, i = ranges;
    while (i--) {
        u32 s = range[i].start, e = end_of(i);
        if (e > SLOTS_BOTTOM) e = SLOTS_BOTTOM;
        if (s < LOWEST) s = LOWEST;
        if (range[i].flags & MAPPED) { top = 0; continue; }
        if (!top) top = e;
        if (top > s && top - s >= len) {
            if (top - len < frontier) frontier = top - len;
            return top - len;
        }
    }
    return 0;
}

/* A slot for a stack of len bytes, guard included, in which nothing has a flag of `taken`; 0 if there is none. */
static u32 place_stack(u32 len, u32 taken)
{
    for (u32 i = 0, at = MMAP_TOP; i < SLOTS + BIG_SLOTS; i++) {
        u32 end = at, start = (at -= i < SLOTS ? SLOT : BIG_SLOT) + GUARD - PAGE;
        if (len <= end - start && all(start, start + len, taken, 0)) return start;
    }
    return 0;
}

static s32 map(u32 addr, u32 len, u32 prot, u32 flags)
{
    if (!len) return -EINVAL;
    len = (len + PAGE - 1) & ~(PAGE - 1);
    if (!len || len > USER_END) return -ENOMEM;
    if (!room()) return -ENOMEM;
    if (flags & (MAP_FIXED | MAP_FIXED_NOREPLACE)) {
        if (addr & (PAGE - 1)) return -EINVAL;
        if (addr > USER_END - len) return -ENOMEM;
        if (addr < LOWEST) return -EPERM; /* vm.mmap_min_addr */
        if ((flags & MAP_FIXED_NOREPLACE) && !all(addr, addr + len, MAPPED, 0)) return -EEXIST;
        if (prot && vm_hole(addr, len)) return -ENOMEM;
    } else {
        u32 want = (addr + PAGE - 1) & ~(PAGE - 1), stack = (flags & MAP_STACK) && !prot;
        if (want <= USER_END - len && is_free(want, want + len)) addr = want;
        else if (!(stack && ((addr = place_stack(len, MAPPED | DIRTY)) || (addr = place_stack(len, MAPPED)))) && !(addr = place(len)))
            return -ENOMEM;
    }
    clear_dirty(addr, addr + len, 0);
    apply(addr, addr + len, 0, prot & PROT_WRITE ? MAPPED | DIRTY : MAPPED);
    return (s32)addr;
}

/* fs.c: may this descriptor be mapped? 1 like anonymous memory, else the error */
s32 map_file(u32 fd);

static s32 mmap(u32 addr, u32 len, u32 prot, u32 flags)
{
    u32 type = flags & 15;
    if (type != MAP_SHARED && type != MAP_PRIVATE) return -EINVAL;
    if (!(flags & MAP_ANONYMOUS)) {
        u32 fd;
        if (stack_arg(4, &fd)) return -EFAULT;
        s32 e = map_file(fd);
        if (e < 0) return e;
    }
    return map(addr, len, prot, flags);
}

s32 sys_mmap(u32 addr, u32 len, u32 prot, u32 flags)
{
    u32 offset = 0;
    if (!(flags & MAP_ANONYMOUS) && stack_arg(5, &offset)) return -EFAULT;
    return offset & (PAGE - 1) ? -EINVAL : mmap(addr, len, prot, flags);
}

s32 sys_mmap2(u32 addr, u32 len, u32 prot, u32 flags) { return mmap(addr, len, prot, flags); }

s32 sys_munmap(u32 addr, u32 len)
{
    if ((addr & (PAGE - 1)) || !len || len > USER_END || addr > USER_END - len) return -EINVAL;
    if (!room()) return -ENOMEM;
    len = (len + PAGE - 1) & ~(PAGE - 1);
    apply(addr, addr + len, DIRTY, 0);
    return 0;
}

s32 sys_mprotect(u32 addr, u32 len, u32 prot)
{
    if (addr & (PAGE - 1)) return -EINVAL;
    if (!len) return 0;
    len = (len + PAGE - 1) & ~(PAGE - 1);
    if (!len || len > USER_END || addr > USER_END - len || !all(addr, addr + len, MAPPED, MAPPED)) return -ENOMEM;
    if (prot && vm_hole(addr, len)) return -ENOMEM; /* the guard of a stack stays one */
    if ((prot & PROT_WRITE) && !all(addr, addr + len, DIRTY, DIRTY)) {
        if (!room()) return -ENOMEM;
        apply(addr, addr + len, ~0u, DIRTY);
    }
    return 0;
}

s32 sys_madvise(u32 addr, u32 len, u32 advice)
{
    if (addr & (PAGE - 1)) return -EINVAL;
    if (!(advice <= 4 || (advice >= 8 && advice <= 21) || advice == 100 || advice == 101)) return -EINVAL;
    len = (len + PAGE - 1) & ~(PAGE - 1);
    if (addr + len < addr) return -EINVAL;
    if (!len) return 0;
    if (len > USER_END || addr > USER_END - len) return -ENOMEM;
    if (advice == 4) { /* MADV_DONTNEED: anonymous pages read as zero afterwards, those around holes too */
        /* A thread that ends gives back its stack from the guard page to below its stack pointer, mostly never touched and by the
         * ABI without content: clearing megabytes of it would cost millions of instructions for each thread. */
        u32 sp = current->r[29], i = find(addr + len - 1), kept = sp - (addr + len); /* glibc keeps 128 KiB */
        int whole = range[i].start == addr || (i && range[i].start > addr && range[i - 1].start <= addr && !(range[i - 1].flags & DIRTY));
        if (kept >= 0x1f000 && kept < 0x22000 && whole && sp < end_of(i)) return 0;
        clear_dirty(addr, addr + len, MAPPED);
    }
    return all(addr, addr + len, MAPPED, MAPPED) ? 0 : -ENOMEM;
}

s32 sys_mremap(u32 old, u32 old_len, u32 new_len, u32 flags)
{
    u32 target = 0;
    if ((old & (PAGE - 1)) || (flags & ~3u) || ((flags & MREMAP_FIXED) && !(flags & MREMAP_MAYMOVE)) || !new_len) return -EINVAL;
    if ((flags & MREMAP_FIXED) && stack_arg(4, &target)) return -EFAULT;
    old_len = (old_len + PAGE - 1) & ~(PAGE - 1);
    new_len = (new_len + PAGE - 1) & ~(PAGE - 1);
    if (!new_len || new_len > USER_END || old_len > USER_END) return -ENOMEM;
    if (!old_len) return -EINVAL; /* would duplicate a shared mapping */
    if (old > USER_END - old_len || !all(old, old + old_len, MAPPED, MAPPED) || vm_hole(old, old_len)) return -EFAULT;
    if (!room()) return -ENOMEM;
    u32 dirty = range[find(old)].flags & DIRTY;
    if (new_len > old_len && !all(old, old + old_len, DIRTY, dirty)) return -EFAULT; /* more than one mapping */
    if (flags & MREMAP_FIXED) {
        if ((target & (PAGE - 1)) || target > USER_END - new_len || target < LOWEST) return -EINVAL;
        if (target < old + old_len && old < target + new_len) return -EINVAL;
    } else {
        if (new_len <= old_len) {
            if (new_len < old_len) apply(old + new_len, old + old_len, DIRTY, 0);
            return (s32)old;
        }
        u32 end = old + old_len, more = new_len - old_len;
        if (end <= USER_END - more && is_free(end, end + more)) {
            clear_dirty(end, end + more, 0);
            apply(end, end + more, 0, MAPPED | dirty);
            return (s32)old;
        }
        if (!(flags & MREMAP_MAYMOVE)) return -ENOMEM;
    }
    u32 n = old_len < new_len ? old_len : new_len;
    int any = !all(old, old + n, DIRTY, 0);
    s32 to = map(target, new_len, any ? PROT_WRITE : 0, flags & MREMAP_FIXED ? MAP_FIXED : 0);
    if (to < 0) return to;
    if (any) copy((void *)to, (void *)old, n);
    if (room()) apply(old, old + old_len, DIRTY, 0);
    return to;
}

s32 sys_msync(u32 addr, u32 len, u32 flags)
{
    if ((addr & (PAGE - 1)) || (flags & ~7u) || (flags & 5) == 5) return -EINVAL;
    return vm_ok(addr, len) ? 0 : -ENOMEM;
}

s32 sys_mlock(u32 addr, u32 len)
{
    u32 start = addr & ~(PAGE - 1);
    return vm_ok(start, (len + (addr & (PAGE - 1)) + PAGE - 1) & ~(PAGE - 1)) ? 0 : -ENOMEM;
}

s32 sys_mlockall(u32 flags) { return !flags || (flags & ~7u) ? -EINVAL : 0; }

s32 sys_mincore(u32 addr, u32 len, u32 vec)
{
    if (addr & (PAGE - 1)) return -EINVAL;
    len = (len + PAGE - 1) & ~(PAGE - 1);
    if (!vm_ok(addr, len)) return -ENOMEM;
    if (!vm_ok(vec, len / PAGE)) return -EFAULT;
    fill((void *)vec, 1, len / PAGE);
    return 0;
}

/* The compiler may call these. */
void *memcpy(void *d, const void *s, unsigned n) { copy(d, s, n); return d; }
void *memset(void *d, int v, unsigned n) { fill(d, (u32)v, n); return d; }
