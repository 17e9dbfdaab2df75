using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.LoadStore;

/// <summary>
/// SC: unless the link is broken it stores and writes 1, else it leaves the word as it is and writes 0; the link is whole afterwards. broken is 0 where
/// link.low is, as a product with it, and 1 where it is not.
/// </summary>
internal sealed class StoreConditionalTable : InstructionTable
{
    private readonly TableColumn _ra, _rb, _rd, _x, _broken, _inverse;
    private readonly AccessColumns _a, _b, _link, _memory, _d;
    private readonly WordIndex _index;

    public StoreConditionalTable(TableAir air, bool wrap)
        : base(air)
    {
        (_ra, _rb, _rd, _x) = (B.Main("a"), B.Main("b"), B.Main("d"), B.Main("x"));
        T.Rom(Operation.StoreConditional, _ra, _rb, _rd, _x);
        (_a, _b) = (T.Read("a", _ra, 0), T.Read("b", _rb, 1));
        WordColumns link = B.Word("link");
        _link = new AccessColumns(link, T.Access("link", Buses.Register, B.Constant((long)RegisterKey.BrokenLink), link, new Word(T.Zero, T.Zero), 2));
        (_broken, _inverse) = (B.Main("broken"), B.Main("link.inverse"));
        Expr whole = T.Real - _broken, stored = 1 - _broken;
        B.AssertEqual("broken is link.low times its inverse", _broken, _link.Low * _inverse);
        B.AssertZero("broken if link.low is not 0", whole * _link.Low);
        B.AssertZero("a whole link has no inverse", whole * _inverse);
        _index = new WordIndex(T, _a, _x, T.Zero, wrap);
        WordColumns old = B.OldWord("memory");
        var after = new Word(old.Low + stored * (_b.Low - old.Low), old.High + stored * (_b.High - old.High));
        _memory = new AccessColumns(old, T.Access("memory", Buses.Memory, _index.Index, old, after, 2));
        _d = T.Write("d", _rd, new Word(stored, T.Zero));
        T.NextInSequence();
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_ra, op.A);
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.ReadA(_a, s);
        w.ReadB(_b, s);
        w.Access(_link, s.Extra, s.Extra2, s.Time, 2);
        w.Put(_broken, (s.Extra & 0xFFFF) != 0);
        w.PutInverse(_inverse, s.Extra & 0xFFFF);
        _index.Put(ref w, s.A, op.X, 0);
        w.MemoryWord(_memory, s);
        w.WriteD(_d, s);
    }
}
