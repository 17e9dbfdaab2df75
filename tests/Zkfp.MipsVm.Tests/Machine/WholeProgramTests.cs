using System.Text;
using Xunit.Abstractions;
using Zkfp.Core.Air;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Firmware;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Programs under the firmware: every constraint and every bus, message by message.</summary>
public class WholeProgramTests(ITestOutputHelper output)
{
    /// <summary>Random sequences of almost every instruction, with signals for those that raise exceptions.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_sequences_are_clean(bool bigEndian)
    {
        var batch = new Batch(seed: 31, 40, bigEndian);
        ExecutedRun p = Run(batch.Elf, [], 3_000_000);
        Dictionary<string, int> rows = [];
        foreach (ShardTrace s in TraceHarness.AssertClean(p))
        {
            foreach (TraceTable? t in s.Tables)
                if (t is not null) rows[t.Air.Name] = rows.GetValueOrDefault(t.Air.Name) + t.Rows;
            s.Dispose();
        }

        output.WriteLine(string.Join(", ", rows.OrderBy(r => r.Key).Select(r => $"{r.Key} {r.Value}")));
    }

    /// <summary>Random words with a random kernel: faults, branches in delay slots, jumps anywhere.</summary>
    [Fact]
    public void Random_programs_are_clean()
    {
        Dictionary<string, int> rows = [];
        for (int seed = 0; seed < 12; seed++)
        {
            var program = new RandomProgram(seed, bigEndian: seed % 2 == 0);
            ExecutedRun p = TraceHarness.ExecuteSome(program.Image, new RandomHost(seed), 3000, 600_000);
            foreach (ShardTrace s in TraceHarness.AssertClean(p))
            {
                foreach (TraceTable? t in s.Tables)
                    if (t is not null) rows[t.Air.Name] = rows.GetValueOrDefault(t.Air.Name) + t.Rows;
                s.Dispose();
            }
        }

        output.WriteLine(string.Join(", ", rows.OrderBy(r => r.Key).Select(r => $"{r.Key} {r.Value}")));
    }

    private sealed class RandomHost(int seed) : IHost
    {
        private readonly Random _random = new(seed);

        public uint Hint(uint service, uint argument, IMemoryReader memory) => (uint)_random.NextInt64(1L << 32);
    }

    /// <summary>Prints rows, cells and interactions per instruction of the Go SHA-256 sample.</summary>
    [Fact]
    public void Go_program_is_clean_and_small()
    {
        byte[] elf = File.ReadAllBytes(Path.Combine(Repository.Root, "guests/samples/prebuilt/sha256sum-go-be.elf"));
        ExecutedRun p = Run(elf, new byte[2000], null);
        ShardTrace[] shards = TraceHarness.AssertClean(p);
        Print(p, shards, out double cells, out double interactions);
        Assert.InRange(cells, 1, 32);
        Assert.InRange(interactions, 1, 16);
        foreach (ShardTrace s in shards) s.Dispose();
    }

    /// <summary>
    /// What the instructions of a long run cost: no more than when this was written, whatever tables change; and tracing a shard again gives the same rows.
    /// </summary>
    [Fact]
    public void Go_program_costs()
    {
        byte[] elf = File.ReadAllBytes(Path.Combine(Repository.Root, "guests/samples/prebuilt/sha256sum-go-be.elf"));
        ExecutedRun p = Run(elf, new byte[1 << 14], null);
        var tracer = new TraceScratch(p.Program, 1);
        using ShardTrace first = p.Trace(1, tracer);
        int[] rows = Rows(first);
        Print(p, [first], out double cells, out double interactions);
        Assert.InRange(cells, 1, 15.06);
        Assert.InRange(interactions, 1, 11.47);
        using ShardTrace again = p.Trace(1, tracer);
        Assert.Equal(rows, Rows(again));
    }

    private static int[] Rows(ShardTrace shard) => [.. shard.Tables.Select(t => t?.Rows ?? 0)];

    private void Print(ExecutedRun p, ShardTrace[] shards, out double cells, out double interactions)
    {
        var rows = new long[p.Program.Machine.Definition.Tables.Count];
        long instructions = 0;
        for (int i = 0; i < shards.Length; i++)
        {
            instructions += p.Instructions((int)shards[i].PublicValues[0].Value);
            for (int t = 0; t < rows.Length; t++) rows[t] += shards[i].Tables[t]?.Rows ?? 0;
        }

        double allCells = 0, allInteractions = 0;
        cells = interactions = 0;
        var lines = new List<(double Cells, string Line)>();
        for (int t = 0; t < rows.Length; t++)
        {
            AirProgram air = p.Program.Machine.Definition.Tables[t];
            int width = air.CountColumns(ColumnKind.Main) + air.CountColumns(ColumnKind.Boundary);
            double c = (double)rows[t] * width / instructions, n = (double)rows[t] * air.Interactions.Count / instructions;
            if (rows[t] != 0) lines.Add((c, $"{air.Name,-24} rows {rows[t],9} {100.0 * rows[t] / instructions,6:f2} %  width {width,3} interactions {air.Interactions.Count,3}  cells/instr {c,6:f3}  interactions/instr {n,6:f3}"));
            allCells += c;
            allInteractions += n;
            if (t is >= (int)TableId.StateWrap or (int)TableId.Boundary or (int)TableId.MemoryRefresh or (int)TableId.RegisterRefresh)
            {
                cells += c;
                interactions += n;
            }
        }

        var text = new StringBuilder();
        foreach ((_, string line) in lines.OrderByDescending(l => l.Cells)) text.AppendLine(line);
        output.WriteLine($"{instructions} instructions; per instruction {cells:f2} cells, {interactions:f2} interactions; with fixed and initial tables {allCells:f2}, {allInteractions:f2}\n{text}");
    }

    private static ExecutedRun Run(byte[] elf, byte[] stdin, long? cellsPerShard)
    {
        ProgramImage program = Hosting.Firmware.Load(elf, Profile.Linux);
        var host = new LinuxHost(program.Endianness, new LinuxHostOptions
        {
            Arguments = ["guest"],
            Environment = [],
            Stdin = new MemoryStream(stdin),
            Stdout = new MemoryStream(),
            Stderr = new MemoryStream(),
        });
        return TraceHarness.Execute(program, host, cellsPerShard);
    }
}
