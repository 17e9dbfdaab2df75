using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Machine;
using Zkfp.Protocol;
using Zkfp.Verifier;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.Prover.Tests.Mips;

/// <summary>
/// A forger changes the trace of a MIPS program, makes everything else fit that can be made to fit (multiplicities of fixed tables, boundaries, final
/// values), and proves it with the real prover. What is left over is one thing, named here, and the real verifier refuses the proof because of it.
/// </summary>
public sealed class ForgedTraceTests : IClassFixture<ForgedTraceTests.Fixture>
{
    private readonly ForgedRun _run;

    public ForgedTraceTests(Fixture fixture) => _run = fixture.Run;

    // Made once; shared by all cases.
    public sealed class Fixture : IDisposable
    {
        internal ForgedRun Run { get; } = new();

        public void Dispose() => Run.Dispose();
    }

    /// <param name="Forge">The lie.</param>
    /// <param name="Wrong">All that a check of the trace finds: "table: constraint", or a bus.</param>
    /// <param name="Error">Why the verifier refuses.</param>
    private sealed record Forgery(Action<ShardTrace> Forge, ErrorKind Error, params string[] Wrong);

    private static readonly Dictionary<string, Forgery> Forgeries = new()
    {
        ["a sum one too large"] = new(t =>
        {
            TraceRow.Find(t, TableId.Add)["c.low"]++;
            Ends(t, ForgedRun.Sum, 5 + 7 + 1);
        }, ErrorKind.ConstraintMismatch, "Add: high carry is 0 or 1", "Add: low carry is 0 or 1"),
        ["a sum with a limb out of range"] = new(t =>
        {
            // 12 − 2^16 and 1 fulfil both equations.
            TraceRow row = TraceRow.Find(t, TableId.Add), end = TraceRow.Find(t, TableId.RegisterBoundary, ("key", ForgedRun.Sum));
            row.Add("c.low", -(1 << 16));
            row["c.high"] = 1;
            (end["out.low"], end["out.high"]) = (row["c.low"], 1);
            var final = new TraceRow(t.Tables[(int)TableId.RegisterInit]!, ForgedRun.Sum);
            (final["final.low"], final["final.high"]) = (row["c.low"], 1);
        }, ErrorKind.LocalBusUnbalanced, "Range16"),
        ["a load that returns another value"] = new(t =>
        {
            TraceRow.Find(t, TableId.LoadWord, ("a", T0))["memory.low"] = 6;
            Ends(t, ForgedRun.Loaded, 6);
            WordEnds(t, ForgedRun.Own, 6);
        }, ErrorKind.LocalBusUnbalanced, "Memory"),
        ["a load that is its own predecessor"] = new(t =>
        {
            // Pulls the message that it pushes, whatever it says; the word's path goes on without it.
            TraceRow load = TraceRow.Find(t, TableId.LoadWord, ("a", T0));
            TraceRow.Find(t, TableId.Boundary, ("key", ForgedRun.Own >> 2))["last"] = load["memory.previous"];
            load["memory.previous"] = load["time"] + 2;
            load["memory.low"] = 6;
            Ends(t, ForgedRun.Loaded, 6);
        }, ErrorKind.LocalBusUnbalanced, "Range16"),
        ["a store dropped"] = new(t => WordEnds(t, ForgedRun.Own, 0), ErrorKind.LocalBusUnbalanced, "Memory"),
        ["a word that starts with another value"] = new(
            t => TraceRow.Find(t, TableId.Boundary, ("key", ForgedRun.Chosen >> 2))["in.low"]++, ErrorKind.LocalBusUnbalanced, "Memory", "SharedMemory"),
        ["a branch that is taken, not taken"] = new(t =>
        {
            // Its place in the ROM is the row "if a ≠ b, go to pc + 2"; both ways are of the same form.
            TraceRow branch = TraceRow.Find(t, TableId.Equal), other = Append(t, TableId.NotEqual);
            foreach (string c in (string[])["time", "pc", "a", "b", "a.low", "a.high", "a.previous", "b.previous"]) other[c] = branch[c];
            (other["b.low"], other["b.high"], other["x"]) = (branch["a.low"], branch["a.high"], ForgedRun.BranchPc + 2);
            branch.Remove();
            TraceRow jump = TraceRow.Find(t, TableId.Jump, ("pc", ForgedRun.BranchPc + 4));
            (jump["pc"], jump["npc"]) = (jump["pc"] - 2, jump["npc"] - 2);
            TraceRow delay = TraceRow.Find(t, TableId.Nop, ("pc", ForgedRun.BranchPc + 5));
            delay["pc"] -= 2;
            // The delay slot of the branch goes to where the branch does.
            TraceRow.Find(t, TableId.Nop, ("pc", ForgedRun.BranchPc + 1))["npc"] = ForgedRun.BranchPc + 2;
        }, ErrorKind.ConstraintMismatch, "NotEqual: a is not b"),
        ["a product that is not reduced"] = new(t =>
        {
            // 49 = 8·5 + 9; 5 − 9 − 1 = −2^16 + 65,531.
            TraceRow row = TraceRow.Find(t, TableId.MulMod);
            (row["q0.byte0"], row["r0.low"], row["borrow"]) = (8, 9, 1);
            WordEnds(t, ForgedRun.Product, 9);
        }, ErrorKind.LocalBusUnbalanced, "Range16"),
        ["a product that is another number"] = new(t =>
        {
            TraceRow.Find(t, TableId.MulMod)["r0.low"] = 3;
            WordEnds(t, ForgedRun.Product, 3);
        }, ErrorKind.LocalBusUnbalanced, "Bits", "MulMod: limb 31"),
        ["an instruction skipped"] = new(t =>
        {
            // The one before the last: HALT comes four earlier, at its own pc.
            TraceRow skipped = TraceRow.Find(t, TableId.LoadImmediate, ("d", ForgedRun.Late)), halt = TraceRow.Find(t, TableId.Halt);
            TraceRow register = TraceRow.Find(t, TableId.RegisterBoundary, ("key", ForgedRun.Late));
            (register["first"], register["last"]) = (0, 0);
            Ends(t, ForgedRun.Late, 0);
            skipped.Remove();
            halt["time"] -= 4;
            TraceRow.Find(t, TableId.RegisterBoundary, ("key", A0))["last"] = halt["time"];
            t.PublicValues[ExecutionPublicValues.EndTime] -= new KoalaBear(4UL);
        }, ErrorKind.LocalBusUnbalanced, "State"),
        ["a word of a hole started at zero"] = new(t => StartHole(t, 0), ErrorKind.GlobalBusUnbalanced, "Chain"),
        // Its links of the chain are the same message; but 0 is not above 1.
        ["a word of a hole started by a link to itself"] = new(t => StartHole(t, 1), ErrorKind.LocalBusUnbalanced, "Bits"),
        ["another exit code"] = new(t => t.PublicValues[ExecutionPublicValues.OutcomeLow] += new KoalaBear(0x100UL), ErrorKind.LocalBusUnbalanced, "Halt"),
        ["another output"] = new(t => t.PublicValues[ExecutionPublicValues.FirstCommit + 1] += KoalaBear.One, ErrorKind.LocalBusUnbalanced, "Commit"),
        ["another start"] = new(t => t.PublicValues[ExecutionPublicValues.StartPc] += KoalaBear.One, ErrorKind.BadChain, "State"),
        ["another final value of a register"] = new(
            t => new TraceRow(t.Tables[(int)TableId.RegisterInit]!, S0)["final.low"]++, ErrorKind.GlobalBusUnbalanced, "SharedRegister"),
        ["one more row in use"] = new(t => Append(t, TableId.Nop), ErrorKind.LocalBusUnbalanced, "Rom", "State"),
        ["one more row of a boundary table in use"] = new(
            t => Append(t, TableId.RegisterBoundary), ErrorKind.GlobalBusUnbalanced, "SharedRegister"),
        ["another multiplicity of a fixed table"] = new(
            t => new TraceRow(t.Tables[(int)TableId.Range16]!, 17)["multiplicity"]++, ErrorKind.LocalBusUnbalanced, "Range16"),
        ["an instruction fetched once more"] = new(
            t => TraceRow.Find(t, TableId.Rom, ("pc", ForgedRun.BranchPc + 6))["multiplicity"]++, ErrorKind.LocalBusUnbalanced, "Rom"),
    };

    // Multiplicities are the lie there.
    private static readonly string[] KeepLookups = ["another multiplicity of a fixed table", "an instruction fetched once more"];

    public static TheoryData<string> Names => [.. Forgeries.Keys];

    [Fact]
    public void The_honest_trace_is_accepted()
    {
        List<ShardTrace> traces = _run.Traces();
        _run.RedoLookups(Assert.Single(traces));
        Assert.Empty(_run.Findings(traces));
        VerificationResult result = _run.ProveAndVerify(traces);
        Assert.True(result.IsValid, result.Error?.ToString());
        Assert.Equal(ForgedRun.Outcome, result.Outcome);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_forged_trace_is_refused(string name)
    {
        Forgery forgery = Forgeries[name];
        List<ShardTrace> traces = _run.Traces();
        forgery.Forge(Assert.Single(traces));
        if (!KeepLookups.Contains(name)) _run.RedoLookups(traces[0]);
        Assert.Equal(forgery.Wrong, _run.Findings(traces));
        Assert.Equal(forgery.Error, _run.ProveAndVerify(traces).Error?.Kind);
    }

    /// <summary>A register that comes from another shard than the one before: by a link that skips it, or one from itself.</summary>
    [Theory]
    [InlineData(0L, ErrorKind.GlobalBusUnbalanced, "SharedRegister")]
    [InlineData(2L, ErrorKind.LocalBusUnbalanced, "Range16", "SharedRegister")]
    public void A_register_of_another_shard_is_refused(long previous, ErrorKind error, params string[] wrong)
    {
        List<ShardTrace> traces = _run.Traces(turns: 4000, cells: 400_000);
        TraceRow register = TraceRow.Find(traces[1], TableId.RegisterBoundary, ("key", T0));
        Assert.Equal(1u, register["previousShard"]);
        register["previousShard"] = (uint)previous;
        _run.RedoLookups(traces[1]);
        Assert.Equal(wrong, _run.Findings(traces));
        Assert.Equal(error, _run.ProveAndVerify(traces).Error?.Kind);
    }

    [Fact]
    public void The_honest_traces_of_several_shards_are_accepted()
    {
        VerificationResult result = _run.ProveAndVerify(_run.Traces(turns: 4000, cells: 400_000));
        Assert.True(result.IsValid, result.Error?.ToString());
        Assert.Equal(5, result.Shards);
    }

    internal static TraceRow Append(ShardTrace t, TableId id) =>
        TraceRow.Append(t, id, MipsMachine.For(MipsVm.Loading.Endianness.Big).Definition.Tables[(int)id]);

    // A register ends the run with another value.
    internal static void Ends(ShardTrace t, int register, uint value)
    {
        TraceRow.Find(t, TableId.RegisterBoundary, ("key", register))["out.low"] = value;
        new TraceRow(t.Tables[(int)TableId.RegisterInit]!, register)["final.low"] = value;
    }

    // A word ends the run with another value.
    internal static void WordEnds(ShardTrace t, uint address, uint value)
    {
        TraceRow.Find(t, TableId.Boundary, ("key", address >> 2))["out.low"] = value;
        TraceRow.Find(t, TableId.ZeroInit, ("key.low", address >> 2 & 0xFFFF), ("key.high", address >> 18))["final.low"] = value;
    }

    // The host says 0 where the program wants an address, and the word there, which lies in the null page, is one like others.
    private static void StartHole(ShardTrace t, uint previous)
    {
        (TraceRow hint, TraceRow load) = (TraceRow.Find(t, TableId.Hint, ("d", S0)), TraceRow.Find(t, TableId.LoadWord, ("a", S0)));
        (hint["c.low"], hint["c.high"], load["a.low"], load["a.high"]) = (0, 0, 0, 0);
        TraceRow register = TraceRow.Find(t, TableId.RegisterBoundary, ("key", S0));
        (register["out.low"], register["out.high"]) = (0, 0);
        var final = new TraceRow(t.Tables[(int)TableId.RegisterInit]!, S0);
        (final["final.low"], final["final.high"]) = (0, 0);
        TraceRow.Find(t, TableId.Boundary, ("key", ForgedRun.Chosen >> 2))["key"] = 0;
        TraceRow honest = TraceRow.Find(t, TableId.ZeroInit, ("key.low", ForgedRun.Chosen >> 2 & 0xFFFF), ("key.high", ForgedRun.Chosen >> 18));
        (honest["real"], honest["lastShard"]) = (0, 0);
        TraceRow start = Append(t, TableId.ZeroInit);
        (start["real"], start["lastShard"], start["previous"]) = (1, 1, previous);
        if (previous != 0) start["step.high"] = KoalaBear.P - 1; // 0 − 1 = −2^16 + 0xFFFF
    }
}
