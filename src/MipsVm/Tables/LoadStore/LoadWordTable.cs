using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.LoadStore;

/// <summary>LW, LL.</summary>
internal sealed class LoadWordTable : InstructionTable
{
    private readonly TableColumn _ra, _rd, _x;
    private readonly AccessColumns _a, _memory, _d;
    private readonly WordIndex _index;

    public LoadWordTable(TableAir air, bool wrap)
        : base(air)
    {
        (_ra, _rd, _x) = (B.Main("a"), B.Main("d"), B.Main("x"));
        T.Rom(Operation.LoadWord, _ra, d: _rd, x: _x);
        _a = T.Read("a", _ra, 0);
        _index = new WordIndex(T, _a, _x, T.Zero, wrap);
        _memory = T.ReadMemory(_index.Index);
        _d = T.Write("d", _rd, _memory);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        _index.Put(ref w, s.A, op.X, 0);
        w.MemoryWord(_memory, s);
        w.WriteD(_d, s);
    }
}
