using System.Runtime.InteropServices;

namespace Zkfp.MipsVm.Isa;

/// <summary>
/// A decoded instruction, 16 bytes. Register fields hold register <em>keys</em> in operand roles, not the bits of the
/// encoding: <see cref="Rs"/> and <see cref="Rt"/> are what is read, <see cref="Rd"/> what is written. So
/// <c>addiu rt, rs, imm</c> has its destination in <see cref="Rd"/>, <c>mfhi</c> and <c>mfc0</c> are moves from a
/// special key in <see cref="Rs"/>, <c>mtlo</c> and <c>mtc0</c> moves to a special key in <see cref="Rd"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct Instruction
{
    /// <summary>What to do.</summary>
    public Opcode Opcode { get; init; }

    /// <summary>First source key; base register of a memory access; $0 if unused.</summary>
    public byte Rs { get; init; }

    /// <summary>Second source key; the value of a store; the merged old value of LWL, LWR and INS; $0 if unused.</summary>
    public byte Rt { get; init; }

    /// <summary>
    /// Destination key, never $0: <see cref="RegisterKey.Discard"/> stands for $0 in loads (LWL and LWR merge into it),
    /// <see cref="RegisterKey.Sink"/> elsewhere and for "writes no register by this field" (MULT and its kin write HI and LO).
    /// MOVZ and MOVN also read it.
    /// </summary>
    public byte Rd { get; init; }

    /// <summary>
    /// Shift amount; least significant bit of EXT and INS; index of COMMIT; key of the third pointer of a primitive that has four; 0 if unused.
    /// </summary>
    public byte Sa { get; init; }

    /// <summary>
    /// The immediate as the operation uses it: sign-extended, zero-extended (ANDI, ORI, XORI) or already shifted (LUI);
    /// the size in bits (1 to 32) for EXT and INS; the code field of SYSCALL, BREAK and register traps; the link value
    /// pc + 8 for instructions that link; the key of the pointer to the result of a primitive that has four; 0 if unused.
    /// </summary>
    public uint Imm { get; init; }

    /// <summary>Byte address of a branch or of J and JAL, else 0. It depends on pc alone (also in a delay slot).</summary>
    public uint Target { get; init; }
}
