using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables.LoadStore;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Fused;

/// <summary>
/// LW b, x(a); LW d, y(a), where b is not a (the ROM sees to it), or SW b, x(a); SW d, y(a). The base is read once, all else in the slots of the two. Words and
/// registers may be the same; an address that wraps is no word's (<see cref="WordIndex"/>).
/// </summary>
internal sealed class FusedPairTable : InstructionTable
{
    private const int Instructions = 2;

    private readonly bool _loads;
    private readonly TableColumn _ra, _rb, _rd, _x, _y;
    private readonly AccessColumns _a, _b, _d, _first, _second;
    private readonly WordIndex _firstIndex, _secondIndex;

    public FusedPairTable(TableAir air, bool loads)
        : base(air, sequential: true)
    {
        _loads = loads;
        (_ra, _rb, _rd, _x, _y) = (B.Main("a"), B.Main("b"), B.Main("d"), B.Main("x"), B.Main("y"));
        T.Rom(loads ? Operation.FusedLoadPair : Operation.FusedStorePair, _ra, _rb, _rd, _x, _y);
        _a = T.Read("a", _ra, 0);
        _firstIndex = new WordIndex(T, _a, _x, T.Zero, false);
        _secondIndex = new WordIndex(T, _a, _y, T.Zero, false);
        if (loads)
        {
            _first = T.ReadMemory(_firstIndex.Index, Fusion.Slot(0, 2), "first");
            _b = T.Write("b", _rb, _first, slot: Fusion.Slot(0, 3));
            _second = T.ReadMemory(_secondIndex.Index, Fusion.Slot(1, 2), "second");
            _d = T.Write("d", _rd, _second, slot: Fusion.Slot(1, 3));
        }
        else
        {
            _b = T.Read("b", _rb, Fusion.Slot(0, 1));
            _first = T.WriteMemory(_firstIndex.Index, _b, Fusion.Slot(0, 2), "first");
            _d = T.Read("d", _rd, Fusion.Slot(1, 1));
            _second = T.WriteMemory(_secondIndex.Index, _d, Fusion.Slot(1, 2), "second");
        }

        T.Next(T.Pc + Instructions, T.Pc + (Instructions + 1), Instructions);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        int slot = _loads ? 3 : 1;
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.Put(_y, op.Y);
        w.ReadA(_a, s);
        _firstIndex.Put(ref w, s.A, op.X, 0);
        _secondIndex.Put(ref w, s.A, op.Y, 0);
        w.Access(_first, s.M, s.PreviousM, s.Time, Fusion.Slot(0, 2));
        w.Access(_b, s.B, s.PreviousB, s.Time, Fusion.Slot(0, slot));
        w.Access(_second, s.Extra, s.Extra2, s.Time, Fusion.Slot(1, 2));
        w.Access(_d, s.D, s.PreviousD, s.Time, Fusion.Slot(1, slot));
    }
}
