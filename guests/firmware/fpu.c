/* Coprocessor 1 (FR = 0: thirty-two 32-bit registers, doubles in even pairs), emulated when an instruction traps. Formats L and
 * PS, which FR = 0 does not have, are reserved instructions. */
#include "softfloat.h"

s32 fpu_code;
u32 fpu_fault_addr;

#define FIR 0x00739300u /* the processor qemu calls 24Kf */
#define FCSR_WRITABLE 0xff83ffffu
#define CAUSES 0x3f000u

static u64 get_double(u32 r) { return (u64)current->fpr[r + 1] << 32 | current->fpr[r]; }
static u64 get_fmt(u32 r, int fmt) { return fmt ? get_double(r) : current->fpr[r]; }

static void put_fmt(u32 r, u64 v, int fmt)
{
    current->fpr[r] = (u32)v;
    if (fmt) current->fpr[r + 1] = (u32)(v >> 32);
}

static u32 condition(u32 cc) { return current->fcsr >> (cc ? 24 + cc : 23) & 1; }

/* Causes that are enabled trap; Linux reports the first of these. */
static int trap(void)
{
    u32 e = current->fcsr >> 12 & (current->fcsr >> 7 & 31);
    if (!e && !(current->fcsr >> 17 & 1)) return 0;
    fpu_code = e & F_INVALID ? 7 : e & F_DIVZERO ? 3 : e & F_OVERFLOW ? 4 : e & F_UNDERFLOW ? 5 : e & F_INEXACT ? 6 : 0;
    return SIGFPE;
}

/* Books the causes of an operation. 0, or SIGFPE when it must have no result. */
static int settle(void)
{
    current->fcsr = (current->fcsr & ~CAUSES) | f_cause << 12;
    if (trap()) return SIGFPE;
    current->fcsr |= f_cause << 2;
    return 0;
}

static u32 read_control(u32 r)
{
    u32 c = current->fcsr;
    switch (r) {
    case 0: return FIR;
    case 25: return (c >> 24 & 0xfe) | (c >> 23 & 1);
    case 26: return c & 0x3f07c;
    case 28: return (c & 0xf83) | (c >> 22 & 4);
    case 31: return c;
    default: return 0;
    }
}

static int write_control(u32 r, u32 v)
{
    u32 c = current->fcsr;
    switch (r) {
    case 25: c = (c & ~0xfe800000u) | (v & 0xfe) << 24 | (v & 1) << 23; break;
    case 26: c = (c & ~0x3f07cu) | (v & 0x3f07c); break;
    case 28: c = (c & ~0x1000f83u) | (v & 0xf83) | (v & 4) << 22; break;
    case 31: c = v & FCSR_WRITABLE; break;
    default: return 0;
    }
    current->fcsr = c;
    return trap();
}

/* A compare's sixteen conditions: unordered, equal, less, and whether a quiet NaN is invalid. */
static int compare(u32 insn, int fmt)
{
    u32 fs = insn >> 11 & 31, ft = insn >> 16 & 31, cc = insn >> 8 & 7, cond = insn & 15, bit = cc ? 24 + cc : 23;
    u32 r = f_compare(get_fmt(fs, fmt), get_fmt(ft, fmt), fmt, (int)(cond >> 3));
    if (settle()) return SIGFPE;
    u32 is = ((cond & 1) && r == C_UNORDERED) || ((cond & 2) && r == C_EQUAL) || ((cond & 4) && r == C_LESS);
    current->fcsr = (current->fcsr & ~(1u << bit)) | is << bit;
    return 0;
}

static int arithmetic(u32 insn, int fmt)
{
    u32 op = insn & 63, ft = insn >> 16 & 31, fs = insn >> 11 & 31, fd = insn >> 6 & 31;
    u64 r, one = fmt ? 0x3ff0000000000000ull : 0x3f800000ull, sign = fmt ? 1ull << 63 : 1ull << 31;
    int to = fmt;
    if (fmt && (fs & 1)) return SIGILL;
    if (op >= 48 || op < 4) {
        if (fmt && (ft & 1)) return SIGILL;
    }
    if (op >= 48) return (insn >> 6 & 3) ? SIGILL : compare(insn, fmt);
    u64 a = get_fmt(fs, fmt);
    if (fmt && (fd & 1) && !(op >= 12 && op < 16) && op != 32 && op != 36) return SIGILL;
    switch (op) {
    case 0: r = f_add(a, get_fmt(ft, fmt), fmt); break;
    case 1: r = f_sub(a, get_fmt(ft, fmt), fmt); break;
    case 2: r = f_mul(a, get_fmt(ft, fmt), fmt); break;
    case 3: r = f_div(a, get_fmt(ft, fmt), fmt); break;
    case 4: r = f_sqrt(a, fmt); break;
    case 5: put_fmt(fd, a & ~sign, fmt); return 0;
    case 6: put_fmt(fd, a, fmt); return 0;
    case 7: put_fmt(fd, a ^ sign, fmt); return 0;
    case 12: case 13: case 14: case 15: r = (u32)f_to_int(a, fmt, op - 12), to = FLOAT; break;
    case 17: if (insn >> 17 & 1) return SIGILL;
        if (condition(insn >> 18 & 7) == (insn >> 16 & 1)) put_fmt(fd, a, fmt);
        return 0;
    case 18: if (!ft || !current->r[ft]) put_fmt(fd, a, fmt); return 0;
    case 19: if (ft && current->r[ft]) put_fmt(fd, a, fmt); return 0;
    case 21: r = f_div(one, a, fmt); break;
    case 22: r = f_div(one, f_sqrt(a, fmt), fmt); break;
    case 32: if (!fmt) return SIGILL; r = f_convert(a, DOUBLE, FLOAT), to = FLOAT; break;
    case 33: if (fmt || (fd & 1)) return SIGILL; r = f_convert(a, FLOAT, DOUBLE), to = DOUBLE; break;
    case 36: r = (u32)f_to_int(a, fmt, f_mode), to = FLOAT; break;
    default: return SIGILL;
    }
    if (settle()) return SIGFPE;
    put_fmt(fd, r, to);
    return 0;
}

static int from_word(u32 insn)
{
    u32 op = insn & 63, fs = insn >> 11 & 31, fd = insn >> 6 & 31;
    int to = op == 33;
    if ((op != 32 && op != 33) || (to && (fd & 1))) return SIGILL;
    u64 r = f_from_int((s32)current->fpr[fs], to);
    if (settle()) return SIGFPE;
    put_fmt(fd, r, to);
    return 0;
}

static int memory(u32 addr, u32 r, int fmt, int store)
{
    if (addr & (fmt ? 7 : 3)) {
        fpu_fault_addr = addr;
        return SIGBUS;
    }
    if (fmt && (r & 1)) return SIGILL;
    if (vm_hole(addr, 1)) {
        fpu_fault_addr = addr;
        return SIGSEGV;
    }
#ifdef __MIPSEB__
    u32 first = r + (u32)fmt, second = r;
#else
    u32 first = r, second = r + 1;
#endif
    u32 *f = current->fpr;
    if (store) {
        wr32(addr, f[first]);
        if (fmt) wr32(addr + 4, f[second]);
    } else {
        f[first] = rd32(addr);
        if (fmt) f[second] = rd32(addr + 4);
    }
    return 0;
}

static int branch(u32 insn)
{
    tcb *t = current;
    u32 likely = insn >> 17 & 1, taken = condition(insn >> 18 & 7) == (insn >> 16 & 1);
    if (taken) t->npc = t->epc + 4 + ((u32)(s32)(short)insn << 2);
    else if (likely) t->pc += 4;
    return 0;
}

/* COP1X: indexed loads and stores, and multiply-add with the product rounded first. */
static int extended(u32 insn)
{
    u32 op = insn & 63, fr = insn >> 21 & 31, ft = insn >> 16 & 31, fs = insn >> 11 & 31, fd = insn >> 6 & 31;
    u32 addr = current->r[fr] + (ft ? current->r[ft] : 0);
    switch (op) {
    case 0: return memory(addr, fd, FLOAT, 0);
    case 1: return memory(addr, fd, DOUBLE, 0);
    case 8: return memory(addr, fs, FLOAT, 1);
    case 9: return memory(addr, fs, DOUBLE, 1);
    case 15: return 0;
    }
    int fmt = (int)(op & 7);
    if (op < 32 || fmt > 1) return SIGILL;
    if (fmt && ((fr | ft | fs | fd) & 1)) return SIGILL;
    u64 p = f_mul(get_fmt(fs, fmt), get_fmt(ft, fmt), fmt), c = get_fmt(fr, fmt), sign = fmt ? 1ull << 63 : 1ull << 31;
    u64 r = op >> 3 & 1 ? f_sub(p, c, fmt) : f_add(p, c, fmt);
    if (settle()) return SIGFPE;
    put_fmt(fd, op >> 4 & 1 ? r ^ sign : r, fmt);
    return 0;
}

int fpu_emulate(u32 insn)
{
    tcb *t = current;
    u32 op = insn >> 26, rs = insn >> 21 & 31, rt = insn >> 16 & 31, fs = insn >> 11 & 31, addr = t->r[rs] + (u32)(s32)(short)insn;
    t->fpu_used = 1;
    f_cause = 0;
    f_mode = t->fcsr & 3;
    switch (op) {
    case 0: { /* movf, movt */
        u32 rd = insn >> 11 & 31;
        if ((insn & 0x7ff) != 1 || (insn >> 17 & 1)) return SIGILL;
        if (rd && condition(insn >> 18 & 7) == (insn >> 16 & 1)) t->r[rd] = rs ? t->r[rs] : 0;
        return 0;
    }
    case 49: return memory(addr, rt, FLOAT, 0);
    case 53: return memory(addr, rt, DOUBLE, 0);
    case 57: return memory(addr, rt, FLOAT, 1);
    case 61: return memory(addr, rt, DOUBLE, 1);
    case 19: return extended(insn);
    case 17: break;
    default: return SIGILL;
    }
    switch (rs) {
    case 8: return branch(insn);
    case 16: return arithmetic(insn, FLOAT);
    case 17: return arithmetic(insn, DOUBLE);
    case 20: return from_word(insn);
    }
    if (insn & 0x7ff) return SIGILL;
    u32 v = rt ? t->r[rt] : 0;
    switch (rs) {
    case 0: v = t->fpr[fs]; break;
    case 2: v = read_control(fs); break;
    case 3: v = t->fpr[fs | 1]; break;
    case 4: t->fpr[fs] = v; return 0;
    case 6: return write_control(fs, v);
    case 7: t->fpr[fs | 1] = v; return 0;
    default: return SIGILL;
    }
    if (rt) t->r[rt] = v;
    return 0;
}
