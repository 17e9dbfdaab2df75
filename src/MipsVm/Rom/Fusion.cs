using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Rom;

/// <summary>
/// Three instructions in turn that one row can prove (<see cref="Tables.Fused.FusedTables"/>): a rotation where the compiler has no ROTR, and a comparison with
/// the branch that it is for and a NOP behind it. None of them raises an exception or accesses memory, and the first has npc = pc + 1 on its row; so
/// the others follow it, unless the shard ends.
/// </summary>
internal static class Fusion
{
    /// <summary>Instructions in a row.</summary>
    public const int Length = 3;

    private const uint LastWord = (1u << 30) - 1;

    /// <summary>The time slot of one of the instructions (0, 1, 2) as one of the row.</summary>
    public static int Slot(int instruction, int slot) => 4 * instruction + slot;

    /// <summary>Whether a row is of that kind.</summary>
    public static bool IsFused(Operation operation) => operation is >= Operation.FusedRotateLow and <= Operation.FusedLessImmediateSigned;

    /// <summary>The row of the instructions at word <paramref name="pc"/>, if there are enough and they go together.</summary>
    public static RomRow? Find(ReadOnlySpan<Instruction> at, uint pc)
    {
        // What follows is no address beyond the last: those have a row more (StateWrap).
        if (at.Length < Length || pc + Length >= LastWord) return null;
        return Rotation(at, pc) ?? Comparison(at, pc);
    }

    private static RomRow? Rotation(ReadOnlySpan<Instruction> at, uint pc)
    {
        ref readonly Instruction left = ref at[0], right = ref at[1], or = ref at[2];
        if (left.Opcode != Opcode.Sll || right.Opcode != Opcode.Srl || or.Opcode != Opcode.Or) return null;
        int a = left.Rt, b = right.Rd, d = left.Rd;
        uint s = right.Sa;
        if (s is 0 or > 31 || left.Sa != 32 - s || right.Rt != a || a == 0) return null;
        if (d == RegisterKey.Sink || b == RegisterKey.Sink || d == a || d == b || or.Rd != d) return null;
        if ((or.Rs, or.Rt) != (d, b) && (or.Rs, or.Rt) != (b, d)) return null;
        return new RomRow
        {
            Pc = pc,
            Operation = s < 16 ? Operation.FusedRotateLow : Operation.FusedRotateHigh,
            A = (byte)a,
            B = (byte)b,
            D = (byte)d,
            X = 16 - (s & 15),
        };
    }

    private static RomRow? Comparison(ReadOnlySpan<Instruction> at, uint pc)
    {
        ref readonly Instruction less = ref at[0], branch = ref at[1], last = ref at[2];
        if (branch.Opcode is not (Opcode.Bne or Opcode.Beq) || !IsNop(last)) return null;
        int d = less.Rd;
        if (d == RegisterKey.Sink || (branch.Rs, branch.Rt) != (d, 0) && (branch.Rs, branch.Rt) != (0, d)) return null;
        uint target = branch.Target >> 2, after = pc + Length;
        bool equal = branch.Opcode == Opcode.Beq;
        if (target == LastWord) return null;
        switch (less.Opcode)
        {
            case Opcode.Sltu:
                return new RomRow
                {
                    Pc = pc,
                    Operation = Operation.FusedLess,
                    A = less.Rs,
                    B = less.Rt,
                    D = (byte)d,
                    X = equal ? after : target,
                    Y = equal ? target : after,
                };
            case Opcode.Slti or Opcode.Sltiu when less.Imm < 1 << 15:
                return new RomRow
                {
                    Pc = pc,
                    Operation = less.Opcode == Opcode.Slti ? Operation.FusedLessImmediateSigned : Operation.FusedLessImmediate,
                    A = less.Rs,
                    B = equal ? (byte)1 : (byte)0,
                    D = (byte)d,
                    X = less.Imm,
                    Y = target,
                };
            default: return null;
        }
    }

    private static bool IsNop(in Instruction i) => i.Opcode == Opcode.Sll && i.Rd == RegisterKey.Sink;
}
