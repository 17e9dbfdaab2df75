using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tables.Primitives.Sha256Bits;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>
/// A call of the compression function of SHA-256: state and block go to <see cref="Sha256RoundsTable"/>, a … h after all rounds come from there and are added
/// to the state.
/// </summary>
/// <remarks>
/// The words of the state are 16-bit limbs in memory, so the bits of a, b, c, e, f, g that make up their limbs are determined. What is added comes as limbs
/// made of bits, so with a range-checked sum and carries of 0 or 1 the sum is one of integers.
/// </remarks>
internal sealed class Sha256Table : PrimitiveTable
{
    private const int Block = Sha256.BlockWords, State = Sha256.StateWords;

    // d and h are never in a place where bits count.
    private const int D = 3, H = 7;

    private readonly WordColumns[] _block = new WordColumns[Block], _after = new WordColumns[State];
    private readonly TableColumn[]?[] _bits = new TableColumn[]?[State];
    private readonly WordColumns _d, _h;
    private readonly TableColumn[] _low = new TableColumn[State], _high = new TableColumn[State];

    public Sha256Table(TableAir air)
        : base(air, Operation.Sha256, Opcode.Sha256)
    {
        var block = new Word[Block];
        for (int i = 0; i < Block; i++)
        {
            block[i] = _block[i] = B.Word($"block {i}");
            Access(0, i, block[i], block[i]);
        }

        Word[] before = new Word[State], added = new Word[State];
        var bits = new Expr[State][];
        for (int i = 0; i < State; i++)
        {
            if (i == D) before[i] = _d = B.OldWord("d");
            else if (i == H) before[i] = _h = B.OldWord("h");
            else before[i] = Pack(bits[i] = DeclareBits(i));
        }

        for (int i = 0; i < State; i++)
        {
            char name = (char)('a' + i);
            Word after = _after[i] = B.Word($"{name} after");
            T.Range16($"{name} after", after);
            (_low[i], _high[i]) = (B.Bool($"{name}.low carry"), B.Bool($"{name}.high carry"));
            Access(1, i, before[i], after);
            added[i] = Subtract(Uncarried(after, _low[i], _high[i]), before[i]);
        }

        (Expr[] a, Expr[] b, Expr[] c, Expr[] e, Expr[] f, Expr[] g) = (bits[0], bits[1], bits[2], bits[4], bits[5], bits[6]);
        B.Push("state before", Buses.Sha256State, T.Real, Sha256RoundsTable.StateFields(
            T.Time, T.Zero, before[0], before[1], before[4], before[5], before[2], Add(before[2], before[6]),
            Add(Add(before[D], before[H]), Choose(e, f, g)), Subtract(Majority(a, b, c), before[D]), Sha256RoundsTable.NoSchedule(T.Zero)));
        const int half = Sha256RoundsTable.Rounds;
        B.Push("block, first half", Buses.Sha256Words, T.Real, Sha256RoundsTable.WordFields(T.Time, T.Zero, block.AsSpan(0, half)));
        B.Push("block, second half", Buses.Sha256Words, T.Real, Sha256RoundsTable.WordFields(T.Time, B.Constant(1L), block.AsSpan(half)));
        B.Pull("state after", Buses.Sha256Words, T.Real, Sha256RoundsTable.WordFields(T.Time, B.Constant((long)Sha256RoundsTable.Rows), added));

        Expr[] DeclareBits(int i)
        {
            TableColumn[] columns = new TableColumn[32];
            for (int k = 0; k < 32; k++) columns[k] = B.Bool($"{(char)('a' + i)}[{k}]");
            _bits[i] = columns;
            return Array.ConvertAll(columns, c => (Expr)c);
        }
    }

    /// <inheritdoc/>
    protected override void Call(ref RowWriter w, in CallRecord call)
    {
        for (int i = 0; i < Block; i++) w.Put(_block[i], call.Before(i));
        w.Put(_d, call.Before(Block + D));
        w.Put(_h, call.Before(Block + H));
        for (int i = 0; i < State; i++)
        {
            uint before = call.Before(Block + i), after = call.After(Block + i);
            if (_bits[i] is { } bits)
                for (int k = 0; k < 32; k++) w.Put(bits[k], before >> k & 1);
            w.PutChecked(_after[i], after);
            w.Put(_low[i], (after & 0xFFFF) < (before & 0xFFFF));
            w.Put(_high[i], after < before);
        }
    }
}
