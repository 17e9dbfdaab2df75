using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Execution.Primitives;

/// <summary>The register field that points to an operand of a primitive.</summary>
internal enum OperandField
{
    /// <summary>rs.</summary>
    Rs,

    /// <summary>rt.</summary>
    Rt,

    /// <summary>A register number in the field of shift amounts.</summary>
    Sa,

    /// <summary>rd, read like the others.</summary>
    Rd,
}

/// <summary>
/// Consecutive words that a primitive accesses. The register that points to them and the words are accessed in a time slot that no other block has: pointers may
/// be equal and blocks may overlap, and what is written comes last.
/// </summary>
/// <param name="Field">Which register points to it.</param>
/// <param name="Words">Number of words.</param>
/// <param name="Slot">Time slot, 0 to 3.</param>
/// <param name="Writes">Whether the words are written; then in slot 3.</param>
internal readonly record struct OperandBlock(OperandField Field, int Words, int Slot, bool Writes = false)
{
    private static readonly OperandBlock[] None = [];
    private static readonly OperandBlock[] KeccakF = [new(OperandField.Rs, 50, 3, true)];
    private static readonly OperandBlock[] Sha256 = [new(OperandField.Rt, Primitives.Sha256.BlockWords, 1), new(OperandField.Rs, Primitives.Sha256.StateWords, 3, true)];
    private static readonly OperandBlock[] Poseidon2 = [new(OperandField.Rs, 16, 3, true)];
    private static readonly OperandBlock[] Poseidon2Wide = [new(OperandField.Rs, 24, 3, true)];

    /// <summary>The blocks of an opcode in the order of their slots; none: it is no primitive.</summary>
    public static OperandBlock[] Of(Opcode opcode) => opcode switch
    {
        Opcode.KeccakF => KeccakF,
        Opcode.Sha256 => Sha256,
        Opcode.Poseidon2 => Poseidon2,
        Opcode.Poseidon2Wide => Poseidon2Wide,
        _ => None,
    };

    /// <summary>The register that points to it.</summary>
    public byte Register(in Instruction i) => Field switch
    {
        OperandField.Rs => i.Rs,
        OperandField.Rt => i.Rt,
        OperandField.Sa => i.Sa,
        _ => (byte)i.Imm,
    };

    /// <summary>
    /// Whether a block at <paramref name="address"/> is aligned and mapped: its first and last word lie in the address space and in no hole. Holes are larger
    /// than blocks, so nothing between can be in one.
    /// </summary>
    public bool IsMapped(uint address, Holes holes)
    {
        uint last = 4 * ((uint)Words - 1);
        return (address & 3) == 0 && address <= uint.MaxValue - last && !holes.Contains(address) && !holes.Contains(address + last);
    }
}
