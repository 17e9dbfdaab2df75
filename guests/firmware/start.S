/* Reset, the exception vector, the system call paths and the register frames.
 *
 * KSCRATCH1 holds the current thread's control block (tcb in fw.h; the offsets below). The firmware runs on one stack: it never
 * sleeps inside C code, a blocked thread is only a frame. A plain system call saves what C code may spoil and Linux keeps
 * (a0-a2, sp, ra; the C function itself keeps s0-s8); one that may switch threads saves s0-s8 and gp too; a trap saves all.
 */
    .set noreorder
    .set noat

#define TCB_HI 128
#define TCB_LO 132
#define TCB_PC 136
#define TCB_NPC 140
#define TCB_EPC 144
#define TCB_FULL 148
#define TCB_USERLOCAL 152

#define REG(n) ((n) * 4)
#define C0_BADVADDR $8
#define C0_CAUSE $13
#define C0_EPC $14
#define C0_RESUME $30
#define C0_USERLOCAL $4, 2
#define C0_KSCRATCH1 $31, 2
#define C0_KSCRATCH3 $31, 4

#define SYSCALLS 448

    .section .text.reset, "ax"
    .globl reset
reset:
    lui     $sp, %hi(kernel_stack_top - 32)
    jal     boot
     addiu  $sp, $sp, %lo(kernel_stack_top - 32)
    b       restore
     mfc0   $k1, C0_KSCRATCH1

    .section .text.vector, "ax"
    .globl vector
vector:
    mfc0    $k0, C0_CAUSE
    mfc0    $k1, C0_KSCRATCH3               /* 8 (Sys); in profile cannon, whose calls keep every register, nothing that a cause equals */
    bne     $k0, $k1, slow
     mfc0   $k1, C0_KSCRATCH1
    sw      $sp, REG(29)($k1)
    sw      $ra, REG(31)($k1)
    sw      $a0, REG(4)($k1)
    sw      $a1, REG(5)($k1)
    sw      $a2, REG(6)($k1)
    addiu   $k0, $v0, -4000
    sltiu   $at, $k0, SYSCALLS
    beqz    $at, unknown_call
     sll    $k0, $k0, 2
    lui     $t9, %hi(system_calls)
    addu    $t9, $t9, $k0
    lw      $t9, %lo(system_calls)($t9)
    andi    $at, $t9, 1                     /* FULL in calls.h */
    bnez    $at, full_call
     lui    $sp, %hi(kernel_stack_top - 32)
    jalr    $t9
     addiu  $sp, $sp, %lo(kernel_stack_top - 32)
    .globl leave_fast
leave_fast:
    mfc0    $k1, C0_KSCRATCH1
    sltiu   $at, $v0, -4095                 /* below 2^32 - 4095: no error */
    lw      $a0, REG(4)($k1)
    lw      $a1, REG(5)($k1)
    lw      $a2, REG(6)($k1)
    lw      $sp, REG(29)($k1)
    lw      $ra, REG(31)($k1)
    bnez    $at, 1f
     move   $a3, $zero
    subu    $v0, $zero, $v0
    li      $a3, 1
1:  eret

unknown_call:
    b       leave_fast
     li     $v0, -89                        /* ENOSYS */

/* A system call that may switch threads or touch another frame: $t9 is the C function and 1. */
full_call:
    addiu   $sp, $sp, %lo(kernel_stack_top - 32)
    addiu   $t9, $t9, -1
    sw      $v0, REG(2)($k1)
    sw      $v1, REG(3)($k1)
    sw      $a3, REG(7)($k1)
    sw      $s0, REG(16)($k1)
    sw      $s1, REG(17)($k1)
    sw      $s2, REG(18)($k1)
    sw      $s3, REG(19)($k1)
    sw      $s4, REG(20)($k1)
    sw      $s5, REG(21)($k1)
    sw      $s6, REG(22)($k1)
    sw      $s7, REG(23)($k1)
    sw      $gp, REG(28)($k1)
    sw      $fp, REG(30)($k1)
    mfc0    $k0, C0_RESUME
    sw      $k0, TCB_PC($k1)
    mfc0    $k0, C0_EPC
    sw      $k0, TCB_EPC($k1)
    sw      $zero, TCB_NPC($k1)
    jalr    $t9
     sw     $zero, TCB_FULL($k1)
    jal     leave_full                      /* a0: result; answers the thread to go on with */
     move   $a0, $v0
    move    $k1, $v0
/* Go on with the thread at $k1. */
restore:
    lw      $k0, TCB_FULL($k1)
    lw      $t9, TCB_USERLOCAL($k1)
    mtc0    $k1, C0_KSCRATCH1
    beqz    $k0, 1f
     mtc0   $t9, C0_USERLOCAL
    lw      $t0, TCB_HI($k1)
    lw      $t1, TCB_LO($k1)
    mthi    $t0
    mtlo    $t1
    lw      $at, REG(1)($k1)
    lw      $t0, REG(8)($k1)
    lw      $t1, REG(9)($k1)
    lw      $t2, REG(10)($k1)
    lw      $t3, REG(11)($k1)
    lw      $t4, REG(12)($k1)
    lw      $t5, REG(13)($k1)
    lw      $t6, REG(14)($k1)
    lw      $t7, REG(15)($k1)
    lw      $t8, REG(24)($k1)
    lw      $t9, REG(25)($k1)
1:  lw      $v0, REG(2)($k1)
    lw      $v1, REG(3)($k1)
    lw      $a0, REG(4)($k1)
    lw      $a1, REG(5)($k1)
    lw      $a2, REG(6)($k1)
    lw      $a3, REG(7)($k1)
    lw      $s0, REG(16)($k1)
    lw      $s1, REG(17)($k1)
    lw      $s2, REG(18)($k1)
    lw      $s3, REG(19)($k1)
    lw      $s4, REG(20)($k1)
    lw      $s5, REG(21)($k1)
    lw      $s6, REG(22)($k1)
    lw      $s7, REG(23)($k1)
    lw      $gp, REG(28)($k1)
    lw      $sp, REG(29)($k1)
    lw      $fp, REG(30)($k1)
    lw      $ra, REG(31)($k1)
    lw      $k0, TCB_NPC($k1)
    bnez    $k0, 2f
     lw     $k0, TCB_PC($k1)
    mtc0    $k0, C0_RESUME
    eret
/* An emulated branch: run the delay slot at PC, then go to NPC. By the (pc, npc) rule the jump in the delay slot of a jump
 * does exactly that. */
2:  lw      $k1, TCB_NPC($k1)
    jr      $k0
    jr      $k1

slow:
    sw      $sp, REG(29)($k1)
    sw      $at, REG(1)($k1)
    sw      $v0, REG(2)($k1)
    sw      $v1, REG(3)($k1)
    sw      $a0, REG(4)($k1)
    sw      $a1, REG(5)($k1)
    sw      $a2, REG(6)($k1)
    sw      $a3, REG(7)($k1)
    sw      $t0, REG(8)($k1)
    sw      $t1, REG(9)($k1)
    sw      $t2, REG(10)($k1)
    sw      $t3, REG(11)($k1)
    sw      $t4, REG(12)($k1)
    sw      $t5, REG(13)($k1)
    sw      $t6, REG(14)($k1)
    sw      $t7, REG(15)($k1)
    sw      $s0, REG(16)($k1)
    sw      $s1, REG(17)($k1)
    sw      $s2, REG(18)($k1)
    sw      $s3, REG(19)($k1)
    sw      $s4, REG(20)($k1)
    sw      $s5, REG(21)($k1)
    sw      $s6, REG(22)($k1)
    sw      $s7, REG(23)($k1)
    sw      $t8, REG(24)($k1)
    sw      $t9, REG(25)($k1)
    sw      $gp, REG(28)($k1)
    sw      $fp, REG(30)($k1)
    sw      $ra, REG(31)($k1)
    mfhi    $t0
    mflo    $t1
    sw      $t0, TCB_HI($k1)
    sw      $t1, TCB_LO($k1)
    mfc0    $t0, C0_RESUME
    mfc0    $t1, C0_EPC
    sw      $t0, TCB_PC($k1)
    sw      $t1, TCB_EPC($k1)
    sw      $zero, TCB_NPC($k1)
    li      $t0, 1
    sw      $t0, TCB_FULL($k1)
    lui     $sp, %hi(kernel_stack_top - 32)
    addiu   $sp, $sp, %lo(kernel_stack_top - 32)
    mfc0    $a0, C0_CAUSE
    jal     handle_trap
     mfc0   $a1, C0_BADVADDR
    b       restore
     move   $k1, $v0

/* What a handler returns to; unwinders know the two words. */
    .globl sigreturn_code, rt_sigreturn_code
sigreturn_code:
    li      $v0, 4119
    syscall
rt_sigreturn_code:
    li      $v0, 4193
    syscall

    .text
/* hint_words(dst, words, service): dst is aligned. HINT ignores the argument here. */
    .globl hint_words
hint_words:
    sll     $t1, $a1, 2
    addu    $t1, $a0, $t1                   /* end */
    srl     $t2, $a1, 3
    sll     $t2, $t2, 5
    move    $v1, $a0                        /* next word */
    addu    $t2, $v1, $t2                   /* end of the groups of eight */
    beq     $v1, $t2, 2f
     move   $a0, $a2
1:  .word   0x70851011                      /* HINT $v0, $a0, $a1 */
    sw      $v0, 0($v1)
    .word   0x70851011
    sw      $v0, 4($v1)
    .word   0x70851011
    sw      $v0, 8($v1)
    .word   0x70851011
    sw      $v0, 12($v1)
    .word   0x70851011
    sw      $v0, 16($v1)
    .word   0x70851011
    sw      $v0, 20($v1)
    .word   0x70851011
    sw      $v0, 24($v1)
    addiu   $v1, $v1, 32
    .word   0x70851011
    bne     $v1, $t2, 1b
     sw     $v0, -4($v1)
2:  beq     $v1, $t1, 4f
3:   addiu  $v1, $v1, 4
    .word   0x70851011
    bne     $v1, $t1, 3b
     sw     $v0, -4($v1)
4:  jr      $ra
     nop
