using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Pipeline;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Tests.Firmware;
using Zkfp.MipsVm.Tests.Machine;
using Zkfp.MipsVm.Tracing;
using Zkfp.Protocol.Proofs;
using Zkfp.Verifier;
using static Zkfp.MipsVm.Tests.Machine.Assembler;

namespace Zkfp.Prover.Tests.Mips;

/// <summary>
/// A MIPS program with one of everything that <see cref="ForgedTraceTests"/> lies about, under a kernel of two instructions, and a prover that proves
/// whatever traces he is given.
/// </summary>
internal sealed class ForgedRun : IDisposable
{
    /// <summary>Addresses that the program uses: of its own choice, and of the host's.</summary>
    public const uint Own = 0x0010_0000, Chosen = 0x0010_0100;

    /// <summary>Where it has MULMOD put 7·7 + 0 mod 5.</summary>
    public const uint Product = 0x0010_0200;

    /// <summary>Number of register $s0 and the ones after it, which nothing reads once they are written.</summary>
    public const int Sum = S0 + 1, Loaded = S0 + 2, LoadedByChoice = S0 + 3, Late = S0 + 4;

    /// <summary>Its outcome: exit 3.</summary>
    public const uint Outcome = 0x300;

    /// <summary>Where programs begin.</summary>
    public const uint Entry = 0x4_0000;

    // The table of bits has 2^17 rows at one position.
    private const int LogHeight = 17;

    private readonly ProgramTables _program;
    private readonly IProverBackend _backend = CpuBackend.Create(2);
    private readonly ProvingKey _key;
    private readonly Dictionary<(int, uint, uint, uint, uint), (TableId Table, int Column, int Row)> _fixed = [];

    public ForgedRun()
        : this(Program())
    {
    }

    /// <summary>Another program.</summary>
    public ForgedRun(ProgramImage program)
    {
        _program = new ProgramTables(program);
        _key = ProgramKeys.CreateProvingKey(_program, _backend, LogHeight, default);
    }

    /// <summary>Word index of the branch.</summary>
    public static uint BranchPc { get; private set; }

    /// <summary>Honest traces; more turns of the program's loop and a limit of cells make more shards.</summary>
    public List<ShardTrace> Traces(uint turns = 1, long? cells = null)
    {
        ShardSize size = ShardSize.ForHeight(LogHeight);
        if (cells is { } limit) size = size with { MainCells = limit };
        var tracer = new TraceScratch(_program);
        return [.. ExecutionPipeline.Execute(_program, new ReplayHost(new uint[] { turns, Chosen }), null, size).Select(s => s.Trace(tracer))];
    }

    /// <summary>What is wrong with traces: "table: constraint", or a bus.</summary>
    public string[] Findings(List<ShardTrace> traces)
    {
        var checker = new TraceChecker(_program.Machine.Definition, 1000);
        foreach (GlobalMessage m in _program.GlobalMessages) checker.AddGlobal(m);
        foreach (ShardTrace t in traces) checker.AddShard(t);
        TraceReport report = checker.Finish([.. traces]);
        return [.. report.Constraints.Select(c => $"{c.Table}: {c.Constraint}").Concat(report.Messages.Select(m => m.Bus)).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>A program, at <see cref="Entry"/>, under a kernel that does nothing but start it.</summary>
    public static ProgramImage UnderKernel(Assembler a)
    {
        const int k0 = 26;
        var kernel = new Assembler().Li(k0, Entry).Emit(I(0x10, 4, k0, 30 << 11), 0x4200_0018); // mtc0 k0, RESUME; eret
        while (kernel.Words.Count <= 0x180 / 4) kernel.Emit(0);
        return ProgramImage.Load(
            TinyElf.Make(Endianness.Big, Entry, (Entry, a.Bytes(Endianness.Big))),
            TinyElf.Make(Endianness.Big, 0x8000_0000, (0x8000_0000, kernel.Bytes(Endianness.Big))), Profile.Linux);
    }

    /// <summary>Proves the traces, which it takes over, and verifies the proof.</summary>
    public VerificationResult ProveAndVerify(List<ShardTrace> traces)
    {
        var phase = new GammaBuilder(_key);
        foreach (ShardTrace t in traces)
        {
            using BoundaryCommitment c = BoundaryCommitment.Commit(_key, _backend, t, phase.Count + 1 == traces.Count);
            phase.Add(c);
        }

        GammaResult gamma = phase.Finish(_backend);
        var proofs = new ShardProof[traces.Count];
        for (int i = 0; i < proofs.Length; i++)
            proofs[i] = ShardProver.Prove(_key, _backend, traces[i], i == proofs.Length - 1, gamma.Challenges);
        byte[] proof = ProofWriter.Write(_key.Machine, new RunProof(_key.VerifyingKey.Digest, gamma.Nonce, proofs));
        return RunVerifier.Verify(_key.Machine, _key.VerifyingKey, proof);
    }

    /// <summary>
    /// Multiplicities of all fixed tables as the other rows need them: the prover's free choice, so a forger makes the best of it. What no fixed table
    /// has stays unbalanced.
    /// </summary>
    public void RedoLookups(ShardTrace trace)
    {
        if (_fixed.Count == 0) IndexFixed(trace);
        foreach ((TableId table, int column, _) in _fixed.Values.DistinctBy(v => (v.Table, v.Column))) trace.Tables[(int)table]!.Column(column).Clear();
        foreach (TraceTable? table in trace.Tables)
        {
            if (table is null || IsFixed(table.Air)) continue;
            Visit(table, trace.PublicValues, (_, i, values) =>
            {
                if (!_fixed.TryGetValue(Message(i, values), out var at)) return;
                ref uint count = ref trace.Tables[(int)at.Table]!.Column(at.Column)[at.Row];
                count = (new KoalaBear(count) - values[i.Multiplicity]).Value;
            });
        }
    }

    public void Dispose()
    {
        _key.Dispose();
        _backend.Dispose();
    }

    private static ProgramImage Program()
    {
        Assembler a = new Assembler().Li(T0, Own).Emit(
            R(0x11, 0, 0, T4, 0, 0x1C), // hint t4: turns of the loop
            I(0x09, T4, T4, -1), I(0x05, T4, 0, -2), 0, // addiu t4, t4, -1; bne t4, $0
            R(0x11, 0, 0, S0, 0, 0x1C), // hint s0: an address
            I(0x09, 0, T1, 5), I(0x09, 0, T2, 7), I(0x09, 0, T3, 5), // addiu: t1 = 5, t2 = 7, t3 = 5
            R(0x21, T1, T2, Sum), // addu
            I(0x2B, T0, T1, 0), I(0x23, T0, Loaded, 0), // sw t1, 0(t0); lw 0(t0)
            I(0x23, S0, LoadedByChoice, 0)); // lw 0(s0)
        const int a7 = A1, m5 = A1 + 1, result = A1 + 2;
        a.Li(a7, Product + 0x40).Li(m5, Product + 0x80).Li(result, Product).Emit(
            I(0x2B, a7, T2, 0), I(0x2B, m5, T1, 0), R(0x15, a7, a7, result, m5, 0x1C)); // sw t2; sw t1; mulmod
        BranchPc = Entry / 4 + (uint)a.Words.Count;
        a.Emit(I(0x04, T1, T3, 3), 0); // beq t1, t3: two ways of the same length to the same place
        uint end = BranchPc + 6;
        a.Emit(0x0800_0000 | end, 0, 0x0800_0000 | end, 0); // j end; nop
        for (int i = 0; i < 8; i++) a.Emit(R(0x12, T1, 0, 0, i, 0x1C));
        a.Emit(I(0x09, 0, A0, (int)Outcome), I(0x09, 0, Late, 9), R(0x10, A0, 0, 0, 0, 0x1C)); // outcome; the instruction before the last; halt
        return UnderKernel(a);
    }

    private static bool IsFixed(AirProgram air) => Enum.Parse<TableId>(air.Name) <= TableId.Bits;

    private static (int, uint, uint, uint, uint) Message(AirInteraction i, KoalaBear[] values)
    {
        uint Field(int k) => k < i.Fields.Length ? values[i.Fields[k]].Value : 0;
        return (i.Bus.Tag, Field(0), Field(1), Field(2), Field(3));
    }

    private void IndexFixed(ShardTrace trace)
    {
        foreach (TraceTable? table in trace.Tables)
        {
            if (table is null || !IsFixed(table.Air)) continue;
            Visit(table, trace.PublicValues, (row, i, values) =>
                _fixed.TryAdd(Message(i, values), (Enum.Parse<TableId>(table.Air.Name), (int)table.Air.Nodes[i.Multiplicity].A, row)));
        }
    }

    private static void Visit(TraceTable table, KoalaBear[] publicValues, Action<int, AirInteraction, KoalaBear[]> visit)
    {
        var cells = new KoalaBear[table.Air.Columns.Count];
        var values = new KoalaBear[table.Air.Nodes.Count];
        for (int row = 0; row < table.Rows; row++)
        {
            table.ReadRow(row, cells);
            table.Air.Evaluate<KoalaBear>(cells, publicValues, values);
            foreach (AirInteraction i in table.Air.Interactions) visit(row, i, values);
        }
    }
}

/// <summary>A row whose cells have names.</summary>
internal readonly record struct TraceRow(TraceTable Table, int Row)
{
    public uint this[string column]
    {
        get => Cell(column);
        set => Cell(column) = value;
    }

    /// <summary>Adds mod p.</summary>
    public void Add(string column, long delta) => this[column] = (new KoalaBear(this[column]) + KoalaBear.FromInt64(delta)).Value;

    /// <summary>The only row whose cells have these values.</summary>
    public static TraceRow Find(ShardTrace trace, TableId id, params ReadOnlySpan<(string Column, long Value)> cells)
    {
        TraceTable table = trace.Tables[(int)id]!;
        var found = new List<TraceRow>();
        for (int i = 0; i < table.Rows; i++)
        {
            var row = new TraceRow(table, i);
            bool fits = true;
            foreach ((string column, long value) in cells) fits &= row[column] == value;
            if (fits) found.Add(row);
        }

        return Assert.Single(found);
    }

    /// <summary>A new row at the end of a table.</summary>
    public static TraceRow Append(ShardTrace trace, TableId id, AirProgram air)
    {
        TraceTable old = trace.Tables[(int)id] ?? new TraceTable(air, 0), table = new(air, old.Rows + 1);
        table.SetRows(old.Rows + 1);
        for (int c = 0; c < air.Columns.Count; c++)
            if (air.Columns[c].Kind != ColumnKind.Virtual) old.Column(c)[..old.Rows].CopyTo(table.Column(c));
        old.Dispose();
        trace.Tables[(int)id] = table;
        return new TraceRow(table, table.Rows - 1);
    }

    /// <summary>Takes the row out; the last one takes its place.</summary>
    public void Remove()
    {
        int last = Table.Rows - 1;
        for (int c = 0; c < Table.Air.Columns.Count; c++)
        {
            if (Table.Air.Columns[c].Kind == ColumnKind.Virtual) continue;
            Span<uint> column = Table.Column(c);
            column[Row] = column[last];
            column[last] = 0;
        }

        Table.SetRows(last);
    }

    private ref uint Cell(string column)
    {
        int c = Table.Air.Columns.ToList().FindIndex(x => x.Name == column);
        if (c < 0) throw new ArgumentException($"{Table.Air.Name} has no column {column}");
        return ref Table.Column(c)[Row];
    }
}
