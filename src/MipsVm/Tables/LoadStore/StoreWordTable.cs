using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.LoadStore;

/// <summary>SW.</summary>
internal sealed class StoreWordTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _x;
    private readonly AccessColumns _a, _b, _memory;
    private readonly WordIndex _index;

    public StoreWordTable(TableAir air, bool wrap, bool sequential = false)
        : base(air, sequential)
    {
        (_ra, _rb, _x) = (B.Main("a"), B.Main("b"), B.Main("x"));
        T.Rom(Operation.StoreWord, _ra, _rb, x: _x);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        _index = new WordIndex(T, _a, _x, T.Zero, wrap);
        _memory = T.WriteMemory(_index.Index, _b);
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        _index.Put(ref w, s.A, op.X, 0);
        w.MemoryWord(_memory, s);
    }
}
