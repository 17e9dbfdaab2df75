using Zkfp.Core.Air;
using Zkfp.Core.Hash;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>A call of Keccak-f: the state before goes to <see cref="KeccakRoundTable"/>, the state after comes from there.</summary>
internal sealed class KeccakFTable : PrimitiveTable
{
    private const int Words = 2 * Keccak.Lanes;

    private readonly WordColumns[] _before = new WordColumns[Words], _after = new WordColumns[Words];

    public KeccakFTable(TableAir air)
        : base(air, Operation.KeccakF, Opcode.KeccakF)
    {
        var before = new Expr[KeccakRoundTable.Fields];
        var after = new Expr[KeccakRoundTable.Fields];
        (before[0], before[1]) = (T.Time, T.Zero);
        (after[0], after[1]) = (T.Time, B.Constant((long)Keccak.Rounds));
        for (int i = 0; i < Words; i++)
        {
            (_before[i], _after[i]) = (B.OldWord($"word {i}"), B.Word($"word {i}"));
            Access(0, i, _before[i], _after[i]);
            (before[2 + 2 * i], before[3 + 2 * i]) = (_before[i].Low, _before[i].High);
            (after[2 + 2 * i], after[3 + 2 * i]) = (_after[i].Low, _after[i].High);
        }

        B.Push("state before", Buses.KeccakState, T.Real, before);
        B.Pull("state after", Buses.KeccakState, T.Real, after);
    }

    /// <inheritdoc/>
    protected override void Call(ref RowWriter w, in CallRecord call)
    {
        for (int i = 0; i < Words; i++)
        {
            w.Put(_before[i], call.Before(i));
            w.Put(_after[i], call.After(i));
        }
    }
}
