using Zkfp.MipsVm.Isa;

namespace Zkfp.MipsVm.Rom;

/// <summary>
/// Instructions in turn that one row can prove (<see cref="Tables.Fused.FusedTables"/>): a rotation where the compiler has no ROTR, a comparison with the
/// branch that it is for and a NOP behind it, a sum and the load from it, moves. On that row none of them raises an exception or wraps around the end of the
/// address space, and the first has npc = pc + 1; so the others follow it, unless the shard ends.
/// </summary>
internal static class Fusion
{
    /// <summary>The most instructions of a row.</summary>
    public const int Most = 4;

    /// <summary>Instructions of a rotation, or of a comparison with its branch.</summary>
    public const int Three = 3;

    private const uint LastWord = (1u << 30) - 1;

    /// <summary>The time slot of one of the instructions (0, 1, …) as one of the row.</summary>
    public static int Slot(int instruction, int slot) => 4 * instruction + slot;

    /// <summary>Whether a row stands for several instructions.</summary>
    public static bool IsFused(Operation operation) => operation >= Operation.FusedRotateLow;

    /// <summary>How many it stands for.</summary>
    public static int Length(Operation operation) => operation switch
    {
        Operation.FusedMoves => 4,
        Operation.FusedAddLoad => 2,
        _ => Three,
    };

    /// <summary>
    /// The row of the instructions that begin with the first of <paramref name="at"/>, if they go together; <paramref name="rows"/> are the first rows of each
    /// by itself.
    /// </summary>
    public static RomRow? Find(ReadOnlySpan<Instruction> at, ReadOnlySpan<RomRow> rows)
    {
        RomRow? row = Rotation(at, rows[0].Pc) ?? Comparison(at, rows[0].Pc) ?? AddLoad(rows) ?? Moves(rows);

        // What follows is no address beyond the last: those have a row more (StateWrap).
        return row is { } r && r.Pc + (uint)Length(r.Operation) < LastWord ? r : null;
    }

    private static RomRow? Rotation(ReadOnlySpan<Instruction> at, uint pc)
    {
        if (at.Length < Three) return null;
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
        if (at.Length < Three) return null;
        ref readonly Instruction less = ref at[0], branch = ref at[1], last = ref at[2];
        if (branch.Opcode is not (Opcode.Bne or Opcode.Beq) || !IsNop(last)) return null;
        int d = less.Rd;
        if (d == RegisterKey.Sink || (branch.Rs, branch.Rt) != (d, 0) && (branch.Rs, branch.Rt) != (0, d)) return null;
        uint target = branch.Target >> 2, after = pc + Three;
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

    /// <summary>ADDU d, d, b; LW d, x(d).</summary>
    private static RomRow? AddLoad(ReadOnlySpan<RomRow> rows)
    {
        if (rows.Length < 2) return null;
        ref readonly RomRow add = ref rows[0], load = ref rows[1];
        if (add.Operation != Operation.AddInPlace || load.Operation != Operation.LoadWordInPlace || load.D != add.D) return null;
        return new RomRow { Pc = add.Pc, Operation = Operation.FusedAddLoad, B = add.B, D = add.D, X = load.X };
    }

    /// <summary>
    /// Four moves, each of which reads what its register was before all of them, so that they are one assignment. Three are a chain d ← second ← third ← a, the
    /// other is y ← b; second and third are in x.
    /// </summary>
    private static RomRow? Moves(ReadOnlySpan<RomRow> rows)
    {
        const int count = 4;
        if (rows.Length < count) return null;
        rows = rows[..count];
        for (int i = 0; i < count; i++)
        {
            if (rows[i].Operation != Operation.Move) return null;
            for (int j = 0; j <= i; j++)
                if (rows[i].A == rows[j].D || i != j && rows[i].D == rows[j].D) return null;
        }

        for (int other = 0; other < count; other++)
        {
            RomRow first = rows[other == 0 ? 1 : 0], second = rows[other <= 1 ? 2 : 1], third = rows[other <= 2 ? 3 : 2];
            if (first.A != second.D || second.A != third.D) continue;
            return new RomRow
            {
                Pc = rows[0].Pc,
                Operation = Operation.FusedMoves,
                A = third.A,
                B = rows[other].A,
                D = first.D,
                X = (uint)second.D << 8 | third.D,
                Y = rows[other].D,
            };
        }

        return null;
    }

    private static bool IsNop(in Instruction i) => i.Opcode == Opcode.Sll && i.Rd == RegisterKey.Sink;
}
