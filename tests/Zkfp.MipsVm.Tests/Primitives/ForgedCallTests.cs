using System.Numerics;
using Zkfp.Core.Field;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Machine;
using Zkfp.MipsVm.Tracing;
using static Zkfp.MipsVm.Tests.Machine.Assembler;
using static Zkfp.MipsVm.Tests.Primitives.PrimitiveProgram;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>
/// Lies about calls, each consistent but for the thing that pins it. Memory, which then holds other words than the next reader has, is left to itself.
/// </summary>
public sealed class ForgedCallTests : IDisposable
{
    private readonly ExecutedRun _run;
    private readonly ShardTrace _trace;

    public ForgedCallTests()
    {
        Assembler a = new Assembler().Store(Data, PrimitiveProgram.Random(11, 96)).Li(A0, Data).Li(A1, Data + 4 * 50);
        a.Emit(KeccakF(A0), KeccakF(A1), Sha256(A0, A1), Sha256(A1, A0)).Store(Data, Poseidon2Tests.Edges()[..16]).Li(A0, Data).Emit(Poseidon2(A0, false));
        _run = TraceHarness.Execute(a.End().Image(Endianness.Big));
        _trace = _run.Trace(1, new TraceScratch(_run.Program));
    }

    public void Dispose() => _trace.Dispose();

    [Fact]
    public void The_truth_is_accepted()
    {
        Assert.Empty(Noticed());
        RewriteKeccak(round => round, (time, _, _) => time);
        Assert.Empty(Noticed());
    }

    /// <summary>
    /// Row 5 uses the constant of round 9: with that number, and with another time, for which 32 · time + round is the same element as it should be.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Wrong_round_constant(bool shiftsTime)
    {
        RewriteKeccak(
            round => round == 5 ? 9 : round,
            (time, row, round) => shiftsTime ? (new KoalaBear(time) + KoalaBear.FromInt64(row - round) * new KoalaBear(32).Inverse()).Value : time);
        Assert.Equal([Buses.KeccakState.Name, Buses.Memory.Name], Noticed());
    }

    [Fact]
    public void Skipped_round()
    {
        // The first call's last row is the only one that is missing: the second call's rows move up.
        TraceTable table = Table(TableId.KeccakRound);
        for (int c = 0; c < table.Air.Columns.Count; c++)
        {
            if (table.Air.Columns[c].Kind == Core.Air.ColumnKind.Virtual) continue;
            table.Column(c)[24..48].CopyTo(table.Column(c)[23..]);
            table.Column(c)[47] = 0;
        }

        table.SetRows(47);
        Assert.Contains(Buses.KeccakState.Name, Noticed());
    }

    [Theory]
    [InlineData(nameof(TableId.KeccakRound), 24, nameof(Buses.KeccakState))]
    [InlineData(nameof(TableId.Sha256Rounds), 8, nameof(Buses.Sha256State))]
    public void Swapped_calls(string table, int rows, string bus)
    {
        TraceTable t = Table(Enum.Parse<TableId>(table));
        Span<uint> time = t.Column(Index(t, "time"));
        for (int row = rows / 2; row < rows; row++) (time[row], time[rows + row]) = (time[rows + row], time[row]);
        Assert.Contains(bus, Noticed());
    }

    /// <summary>A bit of C is flipped, A′ is adapted so that the state before is the same.</summary>
    [Fact]
    public void Parity_that_is_none()
    {
        TraceTable t = Table(TableId.KeccakRound);
        const int row = 3, x = 2, z = 17;
        ref uint C(int x, int z) => ref t.Column(Index(t, $"c[{x % 5}][{z % 64}]"))[row];
        C(x, z) ^= 1;
        foreach ((int sheet, int place) in ((int, int)[])[(x + 1, z), (x + 4, z + 1)])
            for (int y = 0; y < 5; y++) t.Column(Index(t, $"a'[{sheet % 5 + 5 * y}][{place}]"))[row] ^= 1;

        // The state before is that of the row before, and the look-ups alone say that the parity is none.
        TraceReport report = Report();
        Assert.All(report.Constraints, c => Assert.StartsWith("a''", c.Constraint, StringComparison.Ordinal));
        Assert.DoesNotContain(report.Messages, m => m.Bus == Buses.KeccakState.Name && m.Fields[1] == row);
        Assert.Contains(report.Messages, m => m.Bus == Buses.Parities.Name);
    }

    /// <summary>Two columns that are not bits, and the limb is the same.</summary>
    [Theory]
    [InlineData(nameof(TableId.Sha256Rounds), "e7")]
    [InlineData(nameof(TableId.Sha256Rounds), "a-2")]
    [InlineData(nameof(TableId.Sha256Rounds), "w3")]
    [InlineData(nameof(TableId.Sha256), "f")]
    public void Bits_that_are_none(string table, string word)
    {
        TraceTable t = Table(Enum.Parse<TableId>(table));
        ref uint low = ref t.Column(Index(t, $"{word}[4]"))[0];
        low = (low + 2) % KoalaBear.P;
        ref uint high = ref t.Column(Index(t, $"{word}[5]"))[0];
        high = (high + KoalaBear.P - 1) % KoalaBear.P;
        string[] noticed = Noticed();
        Assert.Contains($"{table}: {word}[4] is 0 or 1", noticed);
        Assert.DoesNotContain(Buses.Memory.Name, noticed);
    }

    /// <summary>A word after that is too large by one, and a carry that makes up for it.</summary>
    [Fact]
    public void Carry_out_of_range()
    {
        TraceTable t = Table(TableId.Sha256);
        ref uint high = ref t.Column(Index(t, "a after.high"))[0];
        high++;
        ref uint carry = ref t.Column(Index(t, "a.high carry"))[0];
        carry = (new KoalaBear(carry) - new KoalaBear(1UL << 16).Inverse()).Value;
        Assert.Equal([Buses.Memory.Name, Buses.Range16.Name, "Sha256: a.high carry is 0 or 1"], Noticed());
    }

    /// <summary>A word of rounds that is not the sum, with the carries that make up for it.</summary>
    [Fact]
    public void Carries_of_rounds_out_of_range()
    {
        TraceTable t = Table(TableId.Sha256Rounds);
        const int row = 6;
        // E₇ is used by no other equation of the row but that of A₇.
        ref uint bit = ref t.Column(Index(t, "e7[16]"))[row];
        long change = bit == 0 ? 1 : -1;
        bit ^= 1;
        foreach ((string name, long sign) in ((string, long)[])[("e7.high carry 0", -1), ("a7.high carry 0", 1)])
        {
            ref uint carry = ref t.Column(Index(t, name))[row];
            carry = (new KoalaBear(carry) + KoalaBear.FromInt64(sign * change) * new KoalaBear(1UL << 16).Inverse()).Value;
        }

        Assert.Equal(["Sha256Rounds: a7.high carry 0 is 0 or 1", "Sha256Rounds: e7.high carry 0 is 0, 1 or 2", Buses.Sha256State.Name], Noticed());
    }

    /// <summary>The element 0 written as p, said to be below p or to be p − 1.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Word_that_is_not_below_p(bool saysTop)
    {
        TraceTable t = Table(TableId.Poseidon2);
        Assert.Equal(0u, t.Column(Index(t, "word 0.high"))[0]);
        t.Column(Index(t, "word 0.high"))[0] = 0x7F00;
        t.Column(Index(t, "word 0 is p − 1"))[0] = saysTop ? 1u : 0;
        TraceReport report = Report();
        if (saysTop) Assert.Contains(report.Constraints, c => c.Constraint == "word 0 is p − 1: low");
        else Assert.Empty(report.Constraints);
        Assert.Equal(!saysTop, report.Messages.Any(m => m.Bus == Buses.Range16.Name && m.Fields[0] >= 1 << 16));
    }

    // Writes the rows of the first call again, with the constants of other rounds and with other times, and its words after.
    private void RewriteKeccak(Func<int, int> roundOf, Func<uint, int, int, uint> timeOf)
    {
        TraceTable t = Table(TableId.KeccakRound), call = Table(TableId.KeccakF);
        var a = new ulong[25];
        for (int i = 0; i < 50; i++) a[i / 2] |= (ulong)(call.Column(Index(call, $"word {i}.oldLow"))[0] | call.Column(Index(call, $"word {i}.oldHigh"))[0] << 16) << 32 * (i % 2);
        uint time = call.Column(Index(call, "time"))[0];
        for (int row = 0; row < 24; row++)
        {
            int round = roundOf(row);
            Set("time", timeOf(time, row, round));
            for (int i = 0; i < 4; i++) Set($"u[{i}]", i == round / 6 ? 1u : 0);
            for (int i = 0; i < 6; i++) Set($"v[{i}]", i == round % 6 ? 1u : 0);
            ulong[] c = [.. Enumerable.Range(0, 5).Select(x => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20])];
            ulong[] theta = [.. Enumerable.Range(0, 5).Select(x => c[(x + 4) % 5] ^ BitOperations.RotateLeft(c[(x + 1) % 5], 1))];
            CountParities(row, -1);
            for (int z = 0; z < 64; z++)
            {
                for (int x = 0; x < 5; x++) Set($"c[{x}][{z}]", (uint)(c[x] >> z) & 1);
                for (int lane = 0; lane < 25; lane++) Set($"a'[{lane}][{z}]", (uint)((a[lane] ^ theta[lane % 5]) >> z) & 1);
            }

            CountParities(row, 1);
            Keccak.Round(a, round);
            foreach (int z in (int[])[0, 1, 3, 7, 15, 31, 63]) Set($"a''[0][{z}]", (uint)((a[0] ^ Keccak.RoundConstants[round]) >> z) & 1);

            void Set(string name, uint value) => t.Column(Index(t, name))[row] = value;
        }

        for (int i = 0; i < 50; i++)
        {
            uint word = (uint)(a[i / 2] >> 32 * (i % 2));
            (call.Column(Index(call, $"word {i}.low"))[0], call.Column(Index(call, $"word {i}.high"))[0]) = (word & 0xFFFF, word >> 16);
        }
    }

    // Look-ups of a row of rounds, added or taken away.
    private void CountParities(int row, int by)
    {
        TraceTable t = Table(TableId.KeccakRound), parities = Table(TableId.Parities);
        Span<uint> counts = parities.Column(Index(parities, "multiplicity"));
        for (int first = 0; first < 320; first += 5)
        {
            int digits = 0;
            for (int i = 0; i < 5; i++)
                for (int y = 0; y < 5; y++) digits += (int)t.Column(Index(t, $"a'[{(first + i) / 64 + 5 * y}][{(first + i) % 64}]"))[row] << 3 * i;
            counts[digits] = (uint)(counts[digits] + by);
        }
    }

    private TraceTable Table(TableId id) => _trace.Tables[(int)id]!;

    private static readonly Dictionary<(string, string), int> s_columns = [];

    private static int Index(TraceTable t, string name)
    {
        if (!s_columns.ContainsKey((t.Air.Name, name)))
            for (int i = 0; i < t.Air.Columns.Count; i++) s_columns[(t.Air.Name, t.Air.Columns[i].Name)] = i;
        return s_columns[(t.Air.Name, name)];
    }

    private TraceReport Report()
    {
        var checker = new TraceChecker(_run.Program.Machine.Definition, 100_000);
        foreach (GlobalMessage m in _run.Program.GlobalMessages) checker.AddGlobal(m);
        checker.AddShard(_trace);
        return checker.Finish([_trace]);
    }

    /// <summary>Buses that do not balance and constraints that do not hold.</summary>
    private string[] Noticed()
    {
        TraceReport report = Report();
        return [.. report.Constraints.Select(c => $"{c.Table}: {c.Constraint}").Concat(report.Messages.Select(m => m.Bus)).Distinct().Order(StringComparer.Ordinal)];
    }
}
