using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tests.Machine.Rows;

namespace Zkfp.MipsVm.Tests.Machine.Weakened;

/// <summary>
/// What the tables that docs/machine-soundness.md argues by hand (§§1–4) say, written a second time: the argument is about these constraints and
/// messages, so nothing may be missing and nothing be another one.
/// </summary>
internal sealed class ArguedTables
{
    private readonly RowTable _table;
    private readonly List<Polynomial> _zero = [];
    private readonly List<(Bus Bus, bool IsPush, Polynomial Times, Polynomial[] Fields)> _sent = [];

    private ArguedTables(AirProgram air)
    {
        _table = new RowTable(air, new RowDeterminism(air, default, []));
    }

    /// <summary>Tables with a form here.</summary>
    public static readonly TableId[] Ids =
    [
        TableId.Rom, TableId.Range16, TableId.Bytes, TableId.Bits, TableId.Parities, TableId.Boundary, TableId.RegisterBoundary, TableId.Image, TableId.ZeroInit,
        TableId.RegisterInit, TableId.MemoryRefresh, TableId.RegisterRefresh, TableId.StateWrap, TableId.Exception,
    ];

    /// <summary>What differs from the form, or null.</summary>
    public static string? Check(AirProgram air)
    {
        var form = new ArguedTables(air);
        form.Write(Enum.Parse<TableId>(air.Name));
        return form.Compare(air);
    }

    private static Polynomial C(long value) => Polynomial.Constant(value);

    private Polynomial V(string name) => Polynomial.Variable(_table.Column(name));

    private void Zero(Polynomial e) => _zero.Add(e);

    private void Bit(string name) => Zero(V(name) * V(name) - V(name));

    private void Push(Bus bus, Polynomial times, params Polynomial[] fields) => _sent.Add((bus, true, times, fields));

    private void Pull(Bus bus, Polynomial times, params Polynomial[] fields) => _sent.Add((bus, false, times, fields));

    private void Bits(int bits, Polynomial x) => Pull(Buses.Bits, V("real"), C(bits), x, x * (1 << 16 - bits));

    private void Write(TableId id)
    {
        bool register = id is TableId.RegisterBoundary or TableId.RegisterRefresh or TableId.RegisterInit;
        Bus local = register ? Buses.Register : Buses.Memory, shared = register ? Buses.SharedRegister : Buses.SharedMemory;
        switch (id)
        {
            case TableId.Rom:
                Push(Buses.Rom, V("multiplicity"), V("pc"), V("packed"), V("x"), V("y"));
                break;
            case TableId.Range16:
                Push(Buses.Range16, V("multiplicity"), V("value"));
                break;
            case TableId.Bytes:
                Push(Buses.And, V("and multiplicity"), V("x"), V("y"), V("and"));
                Push(Buses.BytePair, V("pair multiplicity"), V("x"), V("y"));
                break;
            case TableId.Bits:
                Push(Buses.Bits, V("multiplicity"), V("bits"), V("value"), V("scaled"));
                break;
            case TableId.Parities:
                Polynomial odd = C(0);
                for (int i = 0; i < 5; i++) odd += V($"digit {i} is odd") * (1 << i);
                Push(Buses.Parities, V("multiplicity"), V("digits"), odd);
                break;
            case TableId.Boundary or TableId.RegisterBoundary:
                Polynomial shard = Polynomial.Variable(_table.Air.Columns.Count + ExecutionPublicValues.ShardIndex);
                Push(local, V("real"), V("key"), V("in.low"), V("in.high"), V("first"));
                Pull(local, V("real"), V("key"), V("out.low"), V("out.high"), V("last"));
                Pull(shared, V("real"), V("key"), V("in.low"), V("in.high"), V("previousShard"));
                Push(shared, V("real"), V("key"), V("out.low"), V("out.high"), shard);
                Pull(Buses.Range16, V("real"), shard - C(1) - V("previousShard"));
                break;
            case TableId.Image:
                Bit("touched");
                Zero(V("touched") - V("touched") * V("real"));
                Push(shared, V("touched"), V("key"), V("low"), V("high"), C(0));
                Pull(shared, V("touched"), V("key"), V("final.low"), V("final.high"), V("lastShard"));
                NoFinalUnless("touched");
                break;
            case TableId.ZeroInit:
                Polynomial key = V("key.low") + V("key.high") * (1 << 16), link = V("link"), high = V("step.high");
                Bit("real");
                Zero(V("real") - V("real") * link);
                Pull(Buses.Chain, link, V("previous"));
                Push(Buses.Chain, link, key + C(1));
                Pull(Buses.Range16, link, V("key.low"));
                Pull(Buses.Bits, link, C(14), V("key.high"), V("key.high") * 4);
                Pull(Buses.Range16, link, key - V("previous") - high * (1 << 16));
                Pull(Buses.Bits, link, C(13), high, high * 8);
                Push(shared, V("real"), key, C(0), C(0), C(0));
                Pull(shared, V("real"), key, V("final.low"), V("final.high"), V("lastShard"));
                NoFinalUnless("real");
                break;
            case TableId.RegisterInit:
                Push(shared, C(1), V("key"), C(0), C(0), C(0));
                Pull(shared, C(1), V("key"), V("final.low"), V("final.high"), V("lastShard"));
                break;
            case TableId.MemoryRefresh or TableId.RegisterRefresh:
                Polynomial now = V("time") * (1 << 16);
                Pull(local, V("real"), V("key"), V("low"), V("high"), V("previous"));
                Push(local, V("real"), V("key"), V("low"), V("high"), now);
                Bits(10, V("time"));
                Bits(10, V("difference.high"));
                Pull(Buses.Range16, V("real"), now - C(1) - V("previous") - V("difference.high") * (1 << 16));
                break;
            case TableId.StateWrap:
                Polynomial top = C(1 << 30), next = C((1 << 30) + 1), both = V("both");
                Bit("both");
                Zero(V("real") * (V("npc") - top) * (V("npc") - next));
                Zero(both * (V("pc") - top) * (V("pc") - next));
                Pull(Buses.State, V("real"), V("time"), V("pc"), V("npc"));
                Push(Buses.State, V("real"), V("time"), V("pc") - both * (1 << 30), V("npc") - top);
                break;
            case TableId.Exception:
                WriteException();
                break;
            default:
                throw new ArgumentException($"{id} has no form here");
        }
    }

    private void WriteException()
    {
        const long vector = ProgramImage.ExceptionVector / 4;
        Polynomial real = V("real"), time = V("time"), pc = V("pc.quarter") + V("pc.high") * (1 << 14), npc = V("npc.quarter") + V("npc.high") * (1 << 14);
        Pull(Buses.Exception, real, time, pc, npc, V("code"), V("bad.low"), V("bad.high"));
        Pull(Buses.Rom, real, C(vector), C((long)Operation.ExceptionVector << 24), C(0), C(0));
        Push(Buses.State, real, time + C(4), C(vector), C(vector + 1));
        foreach (string counter in (string[])["pc", "npc"])
            foreach (Polynomial limb in (Polynomial[])[V(counter + ".quarter"), V(counter + ".quarter") * 4, V(counter + ".high")]) Pull(Buses.Range16, real, limb);
        (string, int, Polynomial, Polynomial)[] writes =
        [
            ("epc", RegisterKey.Epc, V("pc.quarter") * 4, V("pc.high")), ("resume", RegisterKey.Resume, V("npc.quarter") * 4, V("npc.high")),
            ("cause", RegisterKey.Cause, V("code"), C(0)), ("badvaddr", RegisterKey.BadVaddr, V("bad.low"), V("bad.high")),
        ];
        foreach ((string name, int register, Polynomial low, Polynomial high) in writes)
        {
            Pull(Buses.Register, real, C(register), V(name + ".oldLow"), V(name + ".oldHigh"), V(name + ".previous"));
            Push(Buses.Register, real, C(register), low, high, time + C(3));
            Pull(Buses.Range16, real, time + C(2) - V(name + ".previous"));
        }
    }

    private void NoFinalUnless(string flag)
    {
        foreach (string c in (string[])["final.low", "final.high", "lastShard"]) Zero(V(c) - V(c) * V(flag));
    }

    // Each constraint up to a factor, each message exactly, once.
    private string? Compare(AirProgram air)
    {
        foreach (AirConstraint c in air.Constraints)
            if (!Remove(_zero, e => IsMultiple(e, _table.Constraint(c)))) return $"'{c.Label}' is not expected";
        if (_zero.Count != 0) return $"{_zero.Count} constraints are missing";
        foreach (RowMessage m in _table.Start().Messages)
            if (!Remove(_sent, s => s.Bus == m.Bus && s.IsPush == m.IsPush && Same(s.Times, m.Multiplicity) && s.Fields.Zip(m.Fields, Same).All(same => same)))
                return $"'{m.Label}' is not expected";
        return _sent.Count == 0 ? null : $"{_sent.Count} messages are missing";
    }

    private static bool Remove<T>(List<T> list, Predicate<T> which)
    {
        int at = list.FindIndex(which);
        if (at >= 0) list.RemoveAt(at);
        return at >= 0;
    }

    private static bool Same(Polynomial a, Polynomial b) => (a - b).Terms.Length == 0;

    private static bool IsMultiple(Polynomial a, Polynomial b) =>
        a.Terms.Length == b.Terms.Length && a.Terms.Length != 0 && Same(a * b.Terms[0].Coefficient, b * a.Terms[0].Coefficient);
}
