using Zkfp.MipsVm.Execution;
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
        Operation.FusedAddLoad or Operation.FusedLoadPair or Operation.FusedStorePair or Operation.FusedLoadConstant => 2,
        _ => Three,
    };

    /// <summary>
    /// The row of the instructions that begin with the first of <paramref name="at"/>, if they go together; <paramref name="rows"/> are the first rows of each
    /// by itself.
    /// </summary>
    public static RomRow? Find(ReadOnlySpan<Instruction> at, ReadOnlySpan<RomRow> rows)
    {
        RomRow? row = Rotation(at, rows[0].Pc) ?? Comparison(at, rows[0].Pc) ?? AddLoad(rows) ?? LoadConstant(at, rows) ?? Pair(at, rows) ?? Moves(rows);

        // What follows is no address beyond the last: those have a row more (StateWrap).
        return row is { } r && r.Pc + (uint)Length(r.Operation) < LastWord ? r : null;
    }

    /// <summary>
    /// SLL and SRL of a by amounts that add up to 32, in either order, and an OR of both into either: d is a rotated, b keeps what the other one made.
    /// </summary>
    private static RomRow? Rotation(ReadOnlySpan<Instruction> at, uint pc)
    {
        if (at.Length < Three) return null;
        ref readonly Instruction first = ref at[0], second = ref at[1], or = ref at[2];
        if ((first.Opcode, second.Opcode) is not ((Opcode.Sll, Opcode.Srl) or (Opcode.Srl, Opcode.Sll)) || or.Opcode != Opcode.Or) return null;
        ref readonly Instruction left = ref first.Opcode == Opcode.Sll ? ref first : ref second;
        int a = first.Rt, d = or.Rd, b = d == first.Rd ? second.Rd : first.Rd;
        uint s = 32u - left.Sa;

        // So both amounts are from 1 to 31. Neither register is the sink, which no OR reads.
        if (first.Sa + second.Sa != 32 || second.Rt != a || a == 0) return null;
        if (first.Rd == a || first.Rd == second.Rd) return null;
        if (d != first.Rd && d != second.Rd) return null;
        if ((or.Rs, or.Rt) != (d, b) && (or.Rs, or.Rt) != (b, d)) return null;
        Operation low = b == left.Rd ? Operation.FusedRotateLeftLow : Operation.FusedRotateLow;
        return new RomRow { Pc = pc, Operation = low + (int)(s >> 4), A = (byte)a, B = (byte)b, D = (byte)d, X = 16 - (s & 15) };
    }

    private static RomRow? Comparison(ReadOnlySpan<Instruction> at, uint pc)
    {
        if (at.Length < Three) return null;
        ref readonly Instruction less = ref at[0], branch = ref at[1], last = ref at[2];
        if (branch.Opcode is not (Opcode.Bne or Opcode.Beq) || !IsNop(last)) return null;
        int d = less.Rd; // not the sink, which no branch reads
        if ((branch.Rs, branch.Rt) != (d, 0) && (branch.Rs, branch.Rt) != (0, d)) return null;
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

    /// <summary>ADDU d, d, b; LW d, x(d), also behind SLL d, d, 2.</summary>
    private static RomRow? AddLoad(ReadOnlySpan<RomRow> rows)
    {
        RomRow shift = rows[0];
        bool shifts = shift.Operation == Operation.ShiftLeftLowInPlace && shift.X == 2;
        if (shifts) rows = rows[1..];
        if (rows.Length < 2) return null;
        ref readonly RomRow add = ref rows[0], load = ref rows[1];
        if (add.Operation != Operation.AddInPlace || load.Operation != Operation.LoadWordInPlace || load.D != add.D) return null;
        if (shifts && (shift.D != add.D || add.B == add.D)) return null;
        return new RomRow
        {
            Pc = shift.Pc,
            Operation = shifts ? Operation.FusedShiftAddLoad : Operation.FusedAddLoad,
            B = add.B,
            D = add.D,
            X = load.X,
        };
    }

    /// <summary>LUI b; LW d of a word there: x, whose address is a constant; y is the high limb of b.</summary>
    private static RomRow? LoadConstant(ReadOnlySpan<Instruction> at, ReadOnlySpan<RomRow> rows)
    {
        if (at.Length < 2 || rows[0].Operation != Operation.LoadImmediate || rows[0].X != 0 || at[1].Opcode != Opcode.Lw || at[1].Rs != rows[0].D) return null;
        uint address = (rows[0].Y << 16) + at[1].Imm;
        if ((address & 3) != 0 || TraceRow.IsNearEnd(address >> 2)) return null;
        return new RomRow
        {
            Pc = rows[0].Pc,
            Operation = Operation.FusedLoadConstant,
            B = rows[0].D,
            D = at[1].Rd,
            X = address >> 2,
            Y = rows[0].Y,
        };
    }

    /// <summary>LW b, x(a); LW d, y(a), or SW of both.</summary>
    private static RomRow? Pair(ReadOnlySpan<Instruction> at, ReadOnlySpan<RomRow> rows)
    {
        if (at.Length < 2 || at[0].Opcode != at[1].Opcode || at[0].Rs != at[1].Rs) return null;
        bool loads = at[0].Opcode == Opcode.Lw && at[0].Rd != at[0].Rs;
        if (!loads && at[0].Opcode != Opcode.Sw) return null;
        return new RomRow
        {
            Pc = rows[0].Pc,
            Operation = loads ? Operation.FusedLoadPair : Operation.FusedStorePair,
            A = at[0].Rs,
            B = loads ? at[0].Rd : at[0].Rt,
            D = loads ? at[1].Rd : at[1].Rt,
            X = rows[0].X,
            Y = rows[1].X,
        };
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
