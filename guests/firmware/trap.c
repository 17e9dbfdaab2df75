/* Exceptions of the machine: emulated, or made the signals that Linux would send. */
#include "fw.h"

enum { TLBL = 2, TLBS = 3, ADEL = 4, ADES = 5, IBE = 6, SYS = 8, BP = 9, RI = 10, CPU = 11, OV = 12, TR = 13, PRIMITIVE = 16 };

/* Faults in a delay slot: Linux shows the branch, which is what must run again. Where the branch goes to the next instruction
 * anyway, going on from the fault is the same. */
static void show_branch(tcb *t)
{
    u32 before = t->epc - 4;
    if (t->pc != t->epc + 4 && vm_ok(before, 4)) {
        u32 i = rd32(before), op = i >> 26, rt = i >> 16 & 31;
        if ((op >= 2 && op <= 7) || (op >= 20 && op <= 23) || (op == 0 && (i & 0x3e) == 8)
            || (op == 1 && (rt < 4 || (rt >= 16 && rt < 20))) || (op == 17 && (i >> 21 & 31) == 8)) {
            t->pc = before;
            return;
        }
    }
    t->pc = t->epc;
}

static s32 trap_code(u32 code, u32 *sig)
{
    *sig = SIGFPE;
    if (code == 7) return 1; /* FPE_INTDIV: gcc's division by zero */
    if (code == 6) return 2; /* FPE_INTOVF */
    *sig = SIGTRAP;
    return SI_KERNEL;
}

/* rdhwr registers that Linux lets programs read. 1 when insn was one. */
static int emulate_rdhwr(u32 insn)
{
    if ((insn & 0xffe007ff) != 0x7c00003b) return 0;
    u32 rt = insn >> 16 & 31, v;
    switch (insn >> 11 & 31) {
    case 0: v = 0; break;  /* CPU number */
    case 1: v = 32; break; /* SYNCI step */
    case 2: clock_tick(1000); v = now.sec * 500000000u + (now.nsec >> 1); break; /* cycle counter: every other nanosecond */
    case 3: v = 1; break;  /* its resolution */
    default: return 0;
    }
    if (rt) current->r[rt] = v;
    return 1;
}

tcb *handle_trap(u32 cause, u32 badvaddr)
{
    if (cause == SYS) return system_call();
    tcb *t = current;
    u32 pc = t->epc, sig = SIGILL;
    s32 code = SI_KERNEL;
    u32 addr = pc;
    u32 insn = cause != IBE ? rd32(pc) : 0;
    int branch_fault = 1;
    if (cause == CPU) {
        sig = (u32)fpu_emulate(insn); /* moves t->pc and t->npc where it branches */
        if (!sig) return t;
        code = sig == SIGFPE ? fpu_code : SI_KERNEL;
        if (sig == SIGBUS) code = 1, addr = fpu_fault_addr; /* BUS_ADRALN */
        if (sig == SIGSEGV) addr = fpu_fault_addr, code = vm_fault_code(addr);
    } else if (cause == RI) {
        if (emulate_rdhwr(insn)) return t;
    } else if (cause == BP || cause == TR) {
        u32 c = cause == BP ? insn >> 6 & 0xfffff : insn >> 26 ? 0 : insn >> 6 & 0x3ff;
        if (c >= 1024) c = (c & 1023) << 10 | c >> 10; /* some assemblers put the code in the upper half */
        code = trap_code(c, &sig);
        if (sig == SIGTRAP && cause == BP) code = 1; /* TRAP_BRKPT */
    } else if (cause == OV) {
        sig = SIGFPE, code = 2;
    } else if (cause == IBE) {
        sig = SIGSEGV, code = 1, branch_fault = 0;
    } else if (cause == PRIMITIVE) {
        sig = SIGSEGV, code = 1; /* which operand is bad, the machine does not say: si_addr is the instruction */
    } else if (cause == TLBL || cause == TLBS) {
        sig = SIGSEGV, addr = badvaddr, code = vm_fault_code(addr);
    } else {
        sig = SIGBUS, code = 1, addr = badvaddr; /* BUS_ADRALN */
        if (insn >> 26 == 0) t->pc = badvaddr, branch_fault = 0; /* a jump to nowhere: Linux faults at the target */
    }
    if (cause == IBE) t->pc = pc;
    else if (branch_fault) show_branch(t);
    force_signal(sig, code, addr);
    while (deliver_signals()) { }
    return current;
}
