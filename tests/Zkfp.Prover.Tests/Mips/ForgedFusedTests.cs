using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Machine;
using Zkfp.Protocol;
using Zkfp.Verifier;
using static Zkfp.MipsVm.Tests.Machine.Assembler;
using static Zkfp.Prover.Tests.Mips.ForgedTraceTests;

namespace Zkfp.Prover.Tests.Mips;

/// <summary>As <see cref="ForgedTraceTests"/>, with rows that stand for several instructions: each lie is one that such a row could be good for.</summary>
public sealed class ForgedFusedTests : IClassFixture<ForgedFusedTests.Fixture>
{
    // Words at this address are accessed by one row; the host chooses it.
    private const uint Pair = 0x0080_0200;

    // Registers that are written once, and read by nothing.
    private const int Twice = 17, Sum = 18, IsLess = 19, Way = 20, IsBelow = 21, Neighbour = 22, Low = 11, Rotated = 13, Ahead = 6, Skipped = 7;

    // d ← second ← third ← T1; before second there is another register.
    private const int First = 15, Before = 23, Second = 24, Third = 25;

    private static uint _wayPc, _slotPc;

    private readonly ForgedRun _run;

    public ForgedFusedTests(Fixture fixture) => _run = fixture.Run;

    // Made once; shared by all cases.
    public sealed class Fixture : IDisposable
    {
        internal ForgedRun Run { get; } = new(Program());

        public void Dispose() => Run.Dispose();
    }

    private sealed record Forgery(Action<ShardTrace> Forge, ErrorKind Error, params string[] Wrong);

    private static readonly Dictionary<string, Forgery> Forgeries = new()
    {
        ["begun in a delay slot that leads away"] = new(t =>
        {
            // It loads what the branch skips, and goes on through the word behind it to the branch's target, later by two instructions.
            TraceRow load = TraceRow.Find(t, TableId.LoadWordDelayed, ("d", Ahead));
            uint time = load["time"];
            Shift(t, time + 4, 8);
            TraceRow pair = Append(t, TableId.FusedLoadPair);
            foreach (string c in (string[])["time", "pc", "a", "a.low", "a.high", "a.previous"]) pair[c] = load[c];
            (pair["b"], pair["d"]) = (Ahead, Skipped);
            (pair["first.low"], pair["first.previous"], pair["b.previous"]) = (load["memory.low"], load["memory.previous"], load["d.previous"]);
            (pair["second.low"], pair["second.previous"]) = (load["memory.low"], time + 2);
            load.Remove();
            TraceRow.Find(t, TableId.Boundary, ("key", ForgedRun.Chosen >> 2))["last"] = time + 6;
            TraceRow.Find(t, TableId.RegisterBoundary, ("key", Skipped))["last"] = time + 7;
            Ends(t, Skipped, 7);
            TraceRow nop = Append(t, TableId.Nop);
            (nop["time"], nop["pc"], nop["npc"]) = (time + 8, _slotPc + 2, _slotPc + 3);
        }, ErrorKind.LocalBusUnbalanced, "State"),
        ["one instruction in time"] = new(
            t => Shift(t, TraceRow.Find(t, TableId.FusedLoadPair, ("a", T4))["time"] + 8, -4), ErrorKind.LocalBusUnbalanced, "State"),
        // 3/4 mod p is 2^29 and something: both are words, but not those.
        ["misaligned by three"] = new(t => Address(t, Pair + 3, (KoalaBear.P + 3) / 4), ErrorKind.LocalBusUnbalanced, "Range16"),
        ["the second word in a hole"] = new(t => Address(t, 0x6397_7FFC, 0x6397_7FFC - Pair >> 2), ErrorKind.GlobalBusUnbalanced, "Chain"),
        ["the second word beyond the last"] = new(t => Address(t, 0xFFFF_FFFC, 0xFFFF_FFFC - Pair >> 2), ErrorKind.LocalBusUnbalanced, "Bits", "Chain"),
        ["the first of two stores last"] = new(t =>
        {
            TraceRow stores = TraceRow.Find(t, TableId.FusedStorePair), loads = TraceRow.Find(t, TableId.FusedLoadPair, ("a", S0));
            uint time = stores["time"];
            (stores["second.previous"], stores["second.oldLow"]) = (stores["first.previous"], 0);
            (stores["first.previous"], stores["first.oldLow"]) = (time + 6, 7);
            (loads["first.low"], loads["first.previous"], loads["d.oldLow"]) = (5, time + 2, 5);
            TraceRow.Find(t, TableId.LoadWordDelayed)["memory.low"] = 5;
            Ends(t, Ahead, 5);
            WordEnds(t, ForgedRun.Chosen, 5);
        }, ErrorKind.LocalBusUnbalanced, "Range16"),
        ["the first of two loads last"] = new(t =>
        {
            TraceRow loads = TraceRow.Find(t, TableId.FusedLoadPair, ("a", S0));
            uint time = loads["time"];
            (loads["d.previous"], loads["d.oldLow"]) = (loads["b.previous"], 0);
            loads["b.previous"] = time + 7;
            TraceRow.Find(t, TableId.RegisterBoundary, ("key", Twice))["last"] = time + 3;
            Ends(t, Twice, 7);
        }, ErrorKind.LocalBusUnbalanced, "Range16"),
        // high is below 0 by 2^16 − 16, the word's number is below 0 by 2^30 and something: mod p it is that of another word.
        ["a sum with a carry that is none"] = new(t =>
        {
            TraceRow.Find(t, TableId.FusedAddLoad)["carry"] = 1;
            Rekey(t, ForgedRun.Chosen + 0x24 >> 2, (ForgedRun.Chosen + 0x24 >> 2) + KoalaBear.P - (1 << 30));
        }, ErrorKind.LocalBusUnbalanced, "Range16"),
        ["two registers in one field that are others"] = new(t =>
        {
            // 2^8·24 + 25 = 2^8·23 + 281.
            TraceRow moves = TraceRow.Find(t, TableId.FusedMoves), before = TraceRow.Find(t, TableId.RegisterBoundary, ("key", Before));
            TraceRow.Find(t, TableId.RegisterBoundary, ("key", Second))["last"] = moves["second.previous"];
            TraceRow.Find(t, TableId.RegisterBoundary, ("key", Third))["last"] = moves["third.previous"];
            Ends(t, Second, 8);
            Ends(t, Third, 6);
            (moves["second"], moves["second.oldLow"], moves["second.previous"]) = (Before, 9, before["last"]);
            before["last"] = moves["time"] + 7;
            Ends(t, Before, 0);
            Ends(t, First, 9);
            (moves["third"], moves["third.oldLow"], moves["third.previous"]) = (Third + 256, 0, 0);
            TraceRow other = Append(t, TableId.RegisterBoundary);
            (other["key"], other["out.low"], other["last"]) = (Third + 256, 5, moves["time"] + 11);
        }, ErrorKind.GlobalBusUnbalanced, "SharedRegister"),
        ["a comparison the other way"] = new(t =>
        {
            // 5 − 7 = −2^32 + …, as if it were 0 − …: a limb of −1.
            TraceRow.Find(t, TableId.FusedLess)["difference.high"] = KoalaBear.P - 1;
            Ends(t, IsLess, 0);
            TraceRow way = TraceRow.Find(t, TableId.LoadImmediate, ("d", Way)), jump = TraceRow.Find(t, TableId.Jump, ("pc", _wayPc + 4));
            way["x"] = 1;
            way["pc"] -= 3;
            (jump["pc"], jump["npc"]) = (jump["pc"] - 3, jump["npc"] - 3);
            TraceRow.Find(t, TableId.Nop, ("pc", _wayPc + 5))["pc"] -= 3;
            Ends(t, Way, 1);
        }, ErrorKind.LocalBusUnbalanced, "Range16"),
        ["a flag that makes up for another register"] = new(t =>
        {
            // b − 2^−8 and d + 1; both ways lead to the same place.
            TraceRow less = TraceRow.Find(t, TableId.FusedLessImmediate);
            KoalaBear b = -new KoalaBear(256UL).Inverse();
            (less["b"], less["d"], less["taken"]) = (b.Value, Neighbour, (KoalaBear.One - b).Value);
            TraceRow old = TraceRow.Find(t, TableId.RegisterBoundary, ("key", IsBelow)), other = TraceRow.Find(t, TableId.RegisterBoundary, ("key", Neighbour));
            (other["first"], other["last"], old["first"], old["last"]) = (old["first"], old["last"], 0, 0);
            Ends(t, IsBelow, 0);
            Ends(t, Neighbour, 1);
        }, ErrorKind.ConstraintMismatch, "FusedLessImmediate: b is 0 or 1"),
        ["a limb split elsewhere"] = new(t =>
        {
            // 0x100 = 0 + 2·2^7 = 2^7 + 1·2^7.
            TraceRow rotate = TraceRow.Find(t, TableId.FusedRotateLow);
            Assert.Equal((0u, 2u), (rotate["low.x"], rotate["low.y"]));
            (rotate["low.x"], rotate["low.u"], rotate["low.y"], rotate["low.v"]) = (1 << 7, 1 << 16, 1, 1 << 7);
            foreach ((int r, long low, long high) in ((int, long, long)[])[(Low, -1, 0), (Rotated, -1, 1 << 16)])
            {
                TraceRow end = TraceRow.Find(t, TableId.RegisterBoundary, ("key", r));
                end.Add("out.low", low);
                end.Add("out.high", high);
                var final = new TraceRow(t.Tables[(int)TableId.RegisterInit]!, r);
                (final["final.low"], final["final.high"]) = (end["out.low"], end["out.high"]);
            }
        }, ErrorKind.LocalBusUnbalanced, "Bits"),
    };

    public static TheoryData<string> Names => [.. Forgeries.Keys];

    [Fact]
    public void The_honest_trace_is_accepted()
    {
        List<ShardTrace> traces = _run.Traces(Pair);
        TableId[] once = [TableId.FusedAddLoad, TableId.FusedLess, TableId.FusedLessImmediate, TableId.FusedMoves, TableId.FusedRotateLow, TableId.FusedStorePair];
        foreach (TableId id in once) Assert.Equal(1, traces[0].Tables[(int)id]!.Rows);
        Assert.Equal(2, traces[0].Tables[(int)TableId.FusedLoadPair]!.Rows);
        _run.RedoLookups(Assert.Single(traces));
        Assert.Empty(_run.Findings(traces));
        VerificationResult result = _run.ProveAndVerify(traces);
        Assert.True(result.IsValid, result.Error?.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_forged_row_is_refused(string name)
    {
        Forgery forgery = Forgeries[name];
        List<ShardTrace> traces = _run.Traces(Pair);
        forgery.Forge(Assert.Single(traces));
        _run.RedoLookups(traces[0]);
        Assert.Equal(forgery.Wrong, _run.Findings(traces));
        Assert.Equal(forgery.Error, _run.ProveAndVerify(traces).Error?.Kind);
    }

    private static ProgramImage Program()
    {
        const uint nop = 0;
        var a = new Assembler();
        a.Emit(R(0x11, 0, 0, T4, 0, 0x1C), R(0x11, 0, 0, S0, 0, 0x1C), I(9, 0, T1, 5), I(9, 0, T2, 7)); // hint t4; hint s0; t1 = 5; t2 = 7
        a.Emit(I(0x2B, S0, T1, 0), I(0x2B, S0, T2, 0), nop, I(0x23, S0, Twice, 0), I(0x23, S0, Twice, 4), nop); // sw; sw; lw; lw
        a.Emit(I(9, 0, Sum, 0x20), R(0x21, Sum, S0, Sum), I(0x23, Sum, Sum, 4), nop); // addu; lw
        a.Emit(R(0x2B, T1, T2, IsLess), I(5, IsLess, 0, 4), nop); // sltu; bne: two ways of the same length to the same place
        uint first = ForgedRun.Entry / 4 + (uint)a.Words.Count, end = first + 6;
        _wayPc = first;
        a.Emit(I(9, 0, Way, 1), 0x0800_0000 | end, nop, I(9, 0, Way, 2), 0x0800_0000 | end, nop);
        a.Emit(I(0x0B, T1, IsBelow, 6), I(5, IsBelow, 0, 1), nop); // sltiu; bne to what follows
        a.Emit(I(9, 0, Before, 9), I(9, 0, Second, 8), I(9, 0, Third, 6));
        a.Emit(R(0x25, Second, 0, First), R(0x25, Third, 0, Second), R(0x25, T1, 0, Third), R(0x25, T2, 0, 14));
        a.Emit(R(2, 0, S0, Low, 7), R(0, 0, S0, Rotated, 25), R(0x25, Low, Rotated, Rotated)); // srl; sll; or
        a.Emit(I(0x23, T4, 3, 0), I(0x23, T4, 5, 4), nop); // lw; lw
        _slotPc = ForgedRun.Entry / 4 + (uint)a.Words.Count + 1;
        a.Emit(I(4, 0, 0, 3), I(0x23, S0, Ahead, 0), I(0x23, S0, Skipped, 0), nop); // beq behind the nop; lw; lw
        for (int i = 0; i < 8; i++) a.Emit(R(0x12, T1, 0, 0, i, 0x1C));
        a.Emit(I(9, 0, A0, 0x300), R(0x10, A0, 0, 0, 0, 0x1C)); // outcome; halt
        return ForgedRun.UnderKernel(a);
    }

    // All times from one on are others by so much, and the run ends then.
    private static void Shift(ShardTrace t, uint from, long by)
    {
        foreach (TraceTable? table in t.Tables)
        {
            if (table is null || !Enum.TryParse(table.Air.Name, out TableId id)) continue;
            bool boundary = id is TableId.Boundary or TableId.RegisterBoundary;
            foreach (Column c in table.Air.Columns)
            {
                bool instruction = id >= TableId.StateWrap && (c.Name == "time" || c.Name.EndsWith(".previous", StringComparison.Ordinal));
                if (!(boundary ? c.Name is "first" or "last" : instruction)) continue;
                for (int row = 0; row < table.Rows; row++)
                    if (new TraceRow(table, row) is var r && r[c.Name] >= from) r.Add(c.Name, by);
            }
        }

        t.PublicValues[ExecutionPublicValues.EndTime] += KoalaBear.FromInt64(by);
    }

    // The host gives another address to load two words from, so that these are others by so many.
    private static void Address(ShardTrace t, uint address, uint words)
    {
        TraceRow hint = TraceRow.Find(t, TableId.Hint, ("d", T4)), pair = TraceRow.Find(t, TableId.FusedLoadPair, ("a", T4));
        TraceRow end = TraceRow.Find(t, TableId.RegisterBoundary, ("key", T4)), final = new(t.Tables[(int)TableId.RegisterInit]!, T4);
        (hint["c.low"], pair["a.low"], end["out.low"], final["final.low"]) = (address & 0xFFFF, address & 0xFFFF, address & 0xFFFF, address & 0xFFFF);
        (hint["c.high"], pair["a.high"], end["out.high"], final["final.high"]) = (address >> 16, address >> 16, address >> 16, address >> 16);
        Rekey(t, Pair >> 2, (Pair >> 2) + words);
        Rekey(t, (Pair >> 2) + 1, (Pair >> 2) + 1 + words);
    }

    // A word that starts at zero is another one, in its place of the chain if there is one for it.
    private static void Rekey(ShardTrace t, uint word, uint other)
    {
        TraceRow.Find(t, TableId.Boundary, ("key", word))["key"] = other;
        TraceRow honest = TraceRow.Find(t, TableId.ZeroInit, ("real", 1), ("key.low", word & 0xFFFF), ("key.high", word >> 16));
        (honest["real"], honest["lastShard"]) = (0, 0);
        TraceTable chain = t.Tables[(int)TableId.ZeroInit]!;
        uint previous = other;
        for (int i = 0; i < chain.Rows; i++)
        {
            var link = new TraceRow(chain, i);
            uint key = link["key.low"] + (link["key.high"] << 16);
            if (link["previous"] > other || other > key) continue;
            Assert.Equal(0u, link["real"]);
            if (key == other)
            {
                (link["real"], link["lastShard"]) = (1, 1);
                return;
            }

            previous = link["previous"];
            link["previous"] = other + 1;
            link["step.high"] = key - other - 1 >> 16;
        }

        TraceRow start = Append(t, TableId.ZeroInit);
        (start["real"], start["lastShard"], start["previous"], start["step.high"]) = (1, 1, previous, other - previous >> 16);
        (start["key.low"], start["key.high"]) = (other & 0xFFFF, other >> 16);
    }
}
