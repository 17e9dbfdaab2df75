#include "fw.h"
s32 fpu_code; u32 fpu_fault_addr;
int fpu_emulate(u32 insn) { (void)insn; return SIGILL; }
