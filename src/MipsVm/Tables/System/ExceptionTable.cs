using Zkfp.Core.Air;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.System;

/// <summary>
/// What every exception does. Program counters are taken apart into address limbs: quarter and 4·quarter have 16 bits, so the
/// quarter has 14. The ROM has an exception-vector row only if there is firmware.
/// </summary>
internal sealed class ExceptionTable : StepTable
{
    private const long Vector = ProgramImage.ExceptionVector / 4;

    private readonly TableColumn _time, _code;
    private readonly WordColumns _bad;
    private readonly Counter _pc, _npc;
    private readonly AccessColumns _epc, _resume, _cause, _badVaddr;

    public ExceptionTable(TableAir f)
        : base(f)
    {
        Expr real = f.Active("real");
        _time = f.Main("time");
        (_pc, _npc) = (new Counter(f, "pc", real), new Counter(f, "npc", real));
        _code = f.Main("code");
        Expr zero = f.Constant(0L);
        _bad = f.Word("bad");
        f.Pull("raised", Buses.Exception, real, _time, _pc.Index, _npc.Index, _code, _bad.Low, _bad.High);
        f.Pull("vector", Buses.Rom, real, f.Constant(Vector), f.Constant((long)Operation.ExceptionVector << 24), zero, zero);
        _epc = Write("epc", RegisterKey.Epc, new Word(_pc.Quarter * 4, _pc.High));
        _resume = Write("resume", RegisterKey.Resume, new Word(_npc.Quarter * 4, _npc.High));
        _cause = Write("cause", RegisterKey.Cause, new Word(_code, zero));
        _badVaddr = Write("badvaddr", RegisterKey.BadVaddr, _bad);
        f.Push("next state", Buses.State, real, _time + 4, f.Constant(Vector), f.Constant(Vector + 1));

        AccessColumns Write(string name, int register, Word value)
        {
            Expr key = f.Constant((long)register);
            WordColumns old = f.OldWord(name);
            TableColumn previous = f.Main(name + ".previous");
            f.Pull(name + " before", Buses.Register, real, key, old.Low, old.High, previous);
            f.Push(name + " after", Buses.Register, real, key, value.Low, value.High, _time + 3);
            f.Pull(name + " order", Buses.Range16, real, _time + 2 - previous);
            return new AccessColumns(old, previous);
        }
    }

    /// <summary>Pc, Npc, Extra = code, Extra2 = bad address; A, B, D, M = old EPC, RESUME, CAUSE, BADVADDR.</summary>
    protected override void Row(ref RowWriter w, in StepRecord s, in RomRow op)
    {
        w.Put(_time, s.Time);
        _pc.Put(ref w, s.Pc);
        _npc.Put(ref w, s.Npc);
        w.Put(_code, s.Extra);
        w.Put(_bad, s.Extra2);
        w.Access(_epc, s.A, s.PreviousA, s.Time, 3);
        w.Access(_resume, s.B, s.PreviousB, s.Time, 3);
        w.Access(_cause, s.D, s.PreviousD, s.Time, 3);
        w.Access(_badVaddr, s.M, s.PreviousM, s.Time, 3);
    }

    /// <summary>A word index as the limbs of the address, the low one without its two zero bits.</summary>
    private readonly struct Counter
    {
        public readonly TableColumn Quarter, High;

        public Counter(TableAir f, string name, Expr real)
        {
            (Quarter, High) = (f.Main(name + ".quarter"), f.Main(name + ".high"));
            f.Pull(name + ".quarter has 16 bits", Buses.Range16, real, Quarter);
            f.Pull(name + ".quarter has 14 bits", Buses.Range16, real, Quarter * 4);
            f.Pull(name + ".high has 16 bits", Buses.Range16, real, High);
        }

        public Expr Index => Quarter + High * (1 << 14);

        public void Put(ref RowWriter w, uint counter)
        {
            uint quarter = counter & 0x3FFF, high = counter >> 14;
            w.Put(Quarter, quarter);
            w.Put(High, high);
            w.Range(quarter);
            w.Range(quarter * 4);
            w.Range(high);
        }
    }
}
