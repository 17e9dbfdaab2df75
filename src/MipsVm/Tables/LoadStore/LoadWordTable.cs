using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.LoadStore;

/// <summary>LW, LL. In place, the base register is the one that is loaded.</summary>
internal sealed class LoadWordTable : InstructionTable
{
    private readonly bool _inPlace;
    private readonly TableColumn _ra, _rd, _x;
    private readonly AccessColumns _a, _memory, _d;
    private readonly WordIndex _index;

    public LoadWordTable(TableAir air, bool wrap, bool inPlace = false, bool sequential = false)
        : base(air, sequential)
    {
        _inPlace = inPlace;
        if (!inPlace) _ra = B.Main("a");
        (_rd, _x) = (B.Main("d"), B.Main("x"));
        T.Rom(inPlace ? Operation.LoadWordInPlace : Operation.LoadWord, inPlace ? null : (Expr)_ra, d: _rd, x: _x);
        if (!inPlace) _a = T.Read("a", _ra, 0);
        WordColumns old = B.OldWord("d");
        _index = new WordIndex(T, inPlace ? old : _a, _x, T.Zero, wrap);
        _memory = T.ReadMemory(_index.Index);
        _d = new AccessColumns(old, T.Access("d", Buses.Register, _rd, old, _memory, 3));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        if (!_inPlace)
        {
            w.Put(_ra, op.A);
            w.ReadA(_a, s);
        }

        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        _index.Put(ref w, _inPlace ? s.D : s.A, op.X, 0);
        w.MemoryWord(_memory, s);
        w.WriteD(_d, s);
    }
}
