using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Fused;

/// <summary>LUI b, y; LW d, …(b): the word loaded has the number x, a constant of the ROM. d may be b.</summary>
internal sealed class FusedLoadConstantTable : InstructionTable
{
    private const int Instructions = 2;

    private readonly TableColumn _rb, _rd, _x, _y;
    private readonly AccessColumns _b, _memory, _d;

    public FusedLoadConstantTable(TableAir air)
        : base(air, sequential: true)
    {
        (_rb, _rd, _x, _y) = (B.Main("b"), B.Main("d"), B.Main("x"), B.Main("y"));
        T.Rom(Operation.FusedLoadConstant, null, _rb, _rd, _x, _y);
        _b = T.Write("b", _rb, new Word(T.Zero, _y));
        _memory = T.ReadMemory(_x, Fusion.Slot(1, 2));
        _d = T.Write("d", _rd, _memory, slot: Fusion.Slot(1, 3));
        T.Next(T.Pc + Instructions, T.Pc + (Instructions + 1), Instructions);
    }

    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_rb, op.B);
        w.Put(_rd, op.D);
        w.Put(_x, op.X);
        w.Put(_y, op.Y);
        w.Access(_b, s.B, s.PreviousB, s.Time, 3);
        w.Access(_memory, s.M, s.PreviousM, s.Time, Fusion.Slot(1, 2));
        w.Access(_d, s.D, s.PreviousD, s.Time, Fusion.Slot(1, 3));
    }
}
