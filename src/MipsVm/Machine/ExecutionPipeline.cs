using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Tables.Fixed;

namespace Zkfp.MipsVm.Machine;

/// <summary>
/// From a program to the shards' traces. The run is executed once and cut into shards; then each shard can be traced at any time
/// and in any order, first its boundary tables alone (phase 1), then everything (phase 2), always with the same result.
/// </summary>
public sealed class ExecutionPipeline
{
    /// <summary>Rows of the table of zero-initialised words in one shard; more go to further shards.</summary>
    private const int ZeroRowsPerShard = 1 << 20;

    private readonly List<ShardPlan> _plans = [];
    private readonly long _cellsPerShard;
    private readonly FinalMemory _final;
    private readonly int _firstMemoryShard;

    private ExecutionPipeline(ProgramTables program, List<ShardPlan> plans, Outcome outcome, FinalMemory final, long cellsPerShard)
    {
        Program = program;
        _plans = plans;
        Outcome = outcome;
        _final = final;
        _cellsPerShard = cellsPerShard;
        long finalCells = 4L * final.Image.Length + 9L * final.Zero.Count;
        bool fits = final.Zero.Count <= ZeroRowsPerShard && plans[^1].Cells + finalCells <= cellsPerShard;
        int extra = fits ? 0 : Math.Max(1, (final.Zero.Count + ZeroRowsPerShard - 1) / ZeroRowsPerShard);
        _firstMemoryShard = fits ? plans.Count : plans.Count + 1;
        ShardCount = plans.Count + extra;
    }

    /// <summary>The program's tables.</summary>
    public ProgramTables Program { get; }

    /// <summary>How the run ended.</summary>
    public Outcome Outcome { get; }

    /// <summary>Number of shards; shards after the halted one hold memory only.</summary>
    public int ShardCount { get; }

    /// <summary>Instructions of a shard (from 1); 0 for memory shards.</summary>
    public uint Instructions(int shard) => shard <= _plans.Count ? _plans[shard - 1].Instructions : 0;

    /// <summary>Executes the program and plans its shards.</summary>
    /// <param name="program">The program's tables.</param>
    /// <param name="host">Answers HINTs.</param>
    /// <param name="options">Limits and observation of the run.</param>
    /// <param name="cellsPerShard">Predicted committed cells per shard.</param>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    /// <exception cref="TraceException">The run did not end by HALT: there is nothing to prove.</exception>
    public static ExecutionPipeline Execute(
        ProgramTables program, IHost host, RunOptions? options = null, long cellsPerShard = CellCosts.DefaultCellsPerShard) =>
        Execute(program, host, options, cellsPerShard, false);

    /// <summary>As the public method; what a run did before it stopped otherwise can be traced too (though not proven), for tests.</summary>
    internal static ExecutionPipeline Execute(ProgramTables program, IHost host, RunOptions? options, long cellsPerShard, bool allowUnfinished)
    {
        ArgumentNullException.ThrowIfNull(program);
        var planner = new ShardPlanner(program.Image, host, CellCosts.Limits(program.Machine, program.MicroOps.Length, cellsPerShard), options);
        var plans = new List<ShardPlan>();
        while (planner.Next() is { } plan) plans.Add(plan);
        options?.Cancellation.ThrowIfCancellationRequested();
        Outcome outcome = planner.Outcome!;
        if (outcome.Reason != StopReason.Halted && !allowUnfinished) throw new TraceException($"the run cannot be proven: {outcome}");
        ShardPlan last = plans[^1];
        var touched = new TouchedWords();
        var sink = new TouchSink(touched);
        SparseMemory memory = last.Start.OpenMemory(), lastShard = last.Start.OpenLastShard();
        CpuState cpu = last.Trace(ref sink, memory);
        foreach (uint word in touched.Words) lastShard[word] = last.Start.Shard;
        var final = FinalMemory.Collect(program, memory, lastShard, cpu.Registers, (uint)plans.Count);
        return new ExecutionPipeline(program, plans, outcome, final, cellsPerShard);
    }

    /// <summary>Phase 1: the boundary columns of a shard (from 1) and its public values. Main columns are zero.</summary>
    public ShardTrace TraceBoundary(int shard)
    {
        var tables = new TraceTable?[Program.Machine.Definition.Tables.Count];
        var publicValues = new KoalaBear[ExecutionPublicValues.Count];
        publicValues[ExecutionPublicValues.ShardIndex] = new KoalaBear((ulong)shard);
        publicValues[ExecutionPublicValues.EndTime] = ExecutionPublicValues.StartTime;
        if (shard <= _plans.Count)
        {
            ShardPlan plan = _plans[shard - 1];
            var touched = new TouchedWords();
            var sink = new TouchSink(touched);
            SparseMemory memory = plan.Start.OpenMemory();
            CpuState cpu = plan.Trace(ref sink, memory);
            FillBoundary(plan, tables, touched.Words, memory, cpu.Registers);
            FillPublicValues(plan, publicValues, cpu);
        }

        FillFinal(shard, tables, null);
        return new ShardTrace(tables, publicValues);
    }

    /// <summary>Phase 2: all tables of a shard (from 1).</summary>
    public ShardTrace Trace(int shard, ShardTracer tracer)
    {
        ArgumentNullException.ThrowIfNull(tracer);
        var tables = new TraceTable?[Program.Machine.Definition.Tables.Count];
        var publicValues = new KoalaBear[ExecutionPublicValues.Count];
        publicValues[ExecutionPublicValues.ShardIndex] = new KoalaBear((ulong)shard);
        publicValues[ExecutionPublicValues.EndTime] = ExecutionPublicValues.StartTime;
        ShardRecorder recorder = tracer.Recorder;
        if (shard <= _plans.Count)
        {
            ShardPlan plan = _plans[shard - 1];
            recorder.Start(plan.Start.Registers);
            var sink = new RecordingSink(recorder);
            SparseMemory memory = plan.Start.OpenMemory();
            CpuState cpu = plan.Trace(ref sink, memory);
            CheckRegisters(shard, recorder.Registers, cpu.Registers);
            FillBoundary(plan, tables, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(recorder.Memory.Words), memory, cpu.Registers);
            FillTimes(tables, recorder);
            FillPublicValues(plan, publicValues, cpu);
        }
        else
        {
            recorder.Start(_final.Registers);
        }

        Histograms histograms = tracer.Filler.Fill(recorder.Buffers, tables);
        CountBoundaryLookups(shard, tables, histograms);
        FillFinal(shard, tables, histograms);
        FillFixed(tables, recorder, histograms);
        return new ShardTrace(tables, publicValues);
    }

    private static void CheckRegisters(int shard, ReadOnlySpan<uint> recorded, ReadOnlySpan<uint> executed)
    {
        for (int i = 0; i < RegisterKey.Sink; i++)
            if (recorded[i] != executed[i])
                throw new TraceException($"shard {shard}: register {RegisterKey.Name(i)} is {recorded[i]:x8} in the tables, {executed[i]:x8} in the executor");
    }

    private TraceTable NewTable(TableId id, int rows)
    {
        var table = new TraceTable(Program.Machine.Definition.Tables[(int)id], rows);
        table.SetRows(rows);
        return table;
    }

    /// <summary>Words in order of first touch; every register but the sink.</summary>
    private void FillBoundary(ShardPlan plan, TraceTable?[] tables, ReadOnlySpan<uint> words, SparseMemory after, ReadOnlySpan<uint> registers)
    {
        SparseMemory before = plan.Start.OpenMemory(), lastShard = plan.Start.OpenLastShard();
        if (words.Length != 0)
        {
            TraceTable t = NewTable(TableId.Boundary, words.Length);
            tables[(int)TableId.Boundary] = t;
            for (int i = 0; i < words.Length; i++)
                PutBoundary(t, i, words[i], before[words[i]], after[words[i]], lastShard[words[i]]);
        }

        TraceTable r = NewTable(TableId.RegisterBoundary, RegisterKey.Sink);
        tables[(int)TableId.RegisterBoundary] = r;
        for (int i = 0; i < RegisterKey.Sink; i++)
            PutBoundary(r, i, (uint)i, plan.Start.Registers[i], registers[i], plan.Start.Shard - 1);
    }

    private static void PutBoundary(TraceTable t, int row, uint key, uint before, uint after, uint previousShard)
    {
        t.Column(0)[row] = 1;
        t.Column(1)[row] = key;
        t.Column(2)[row] = before & 0xFFFF;
        t.Column(3)[row] = before >> 16;
        t.Column(4)[row] = after & 0xFFFF;
        t.Column(5)[row] = after >> 16;
        t.Column(6)[row] = previousShard;
    }

    private static void FillTimes(TraceTable?[] tables, ShardRecorder recorder)
    {
        if (tables[(int)TableId.Boundary] is { } t)
        {
            Span<uint> first = t.Column(7), last = t.Column(8);
            for (int i = 0; i < t.Rows; i++)
            {
                first[i] = recorder.Memory.First[i];
                last[i] = recorder.Memory.Last(recorder.Memory.Words[i]);
            }
        }

        TraceTable r = tables[(int)TableId.RegisterBoundary]!;
        for (int i = 0; i < r.Rows; i++)
        {
            r.Column(7)[i] = recorder.FirstRegisterTimes[i];
            r.Column(8)[i] = recorder.LastRegisterTimes[i];
        }
    }

    private static void CountBoundaryLookups(int shard, TraceTable?[] tables, Histograms histograms)
    {
        foreach (TableId id in (ReadOnlySpan<TableId>)[TableId.Boundary, TableId.RegisterBoundary])
        {
            if (tables[(int)id] is not { } t) continue;
            Span<uint> previous = t.Column(6);
            for (int i = 0; i < t.Rows; i++) histograms.Range16[shard - 1 - previous[i]]++;
        }
    }

    private void FillPublicValues(ShardPlan plan, KoalaBear[] v, CpuState cpu)
    {
        v[ExecutionPublicValues.StartPc] = new KoalaBear(plan.Start.Pc >> 2);
        v[ExecutionPublicValues.StartNpc] = new KoalaBear(plan.Start.Npc >> 2);
        v[ExecutionPublicValues.EndTime] = new KoalaBear(ExecutionPublicValues.StartTime + 4UL * plan.Instructions);
        bool halted = plan.Stop == StopReason.Halted;
        if (halted)
        {
            v[ExecutionPublicValues.Halted] = KoalaBear.One;
            v[ExecutionPublicValues.OutcomeLow] = new KoalaBear(cpu.HaltStatus & 0xFFFF);
            v[ExecutionPublicValues.OutcomeHigh] = new KoalaBear(cpu.HaltStatus >> 16);
        }
        else
        {
            v[ExecutionPublicValues.EndPc] = new KoalaBear(cpu.Pc >> 2);
            v[ExecutionPublicValues.EndNpc] = new KoalaBear(cpu.Npc >> 2);
        }

        byte before = plan.Start.OpenCpu().Committed;
        for (int i = 0; i < ExecutionPublicValues.CommitWords; i++)
        {
            if (((cpu.Committed & ~before) >> i & 1) == 0) continue;
            int at = ExecutionPublicValues.FirstCommit + 3 * i;
            v[at] = KoalaBear.One;
            v[at + 1] = new KoalaBear(cpu.PublicValues[i] & 0xFFFF);
            v[at + 2] = new KoalaBear(cpu.PublicValues[i] >> 16);
        }
    }

    /// <summary>Image and register tables in the last shard; words outside the image in the memory shards.</summary>
    private void FillFinal(int shard, TraceTable?[] tables, Histograms? histograms)
    {
        if (shard < _firstMemoryShard) return;
        int part = shard - _firstMemoryShard, parts = ShardCount - _firstMemoryShard + 1;
        FillZero(part, parts, tables, histograms);
        if (shard != ShardCount) return;
        TraceTable image = NewTable(TableId.Image, _final.Image.Length);
        tables[(int)TableId.Image] = image;
        Span<uint> real = image.Column(0), key = image.Column(1), low = image.Column(2), high = image.Column(3);
        Span<uint> touched = image.Column(4), finalLow = image.Column(5), finalHigh = image.Column(6), last = image.Column(7);
        uint[][] words = Program.Preprocessed[2].Columns;
        for (int i = 0; i < _final.Image.Length; i++)
        {
            real[i] = words[0][i];
            key[i] = words[1][i];
            low[i] = words[2][i];
            high[i] = words[3][i];
            (uint lastShard, uint value) = _final.Image[i];
            if (lastShard == 0) continue;
            touched[i] = 1;
            finalLow[i] = value & 0xFFFF;
            finalHigh[i] = value >> 16;
            last[i] = lastShard;
        }

        TraceTable registers = NewTable(TableId.RegisterInit, 1 << Tables.Shared.SharedTables.LogRegisters);
        tables[(int)TableId.RegisterInit] = registers;
        for (int i = 0; i < RegisterKey.Sink; i++)
        {
            registers.Column(1)[i] = _final.Registers[i] & 0xFFFF;
            registers.Column(2)[i] = _final.Registers[i] >> 16;
            registers.Column(3)[i] = _final.Shards;
        }
    }

    /// <summary>
    /// Part of the chain through all gaps: a row per touched word, rows that only link where the next word is 2^29 or more away, and one
    /// to the end of each gap.
    /// </summary>
    private void FillZero(int part, int parts, TraceTable?[] tables, Histograms? histograms)
    {
        List<ZeroRow> rows = _zeroRows ??= BuildZeroRows();
        int from = (int)((long)rows.Count * part / parts), to = (int)((long)rows.Count * (part + 1) / parts);
        if (from == to) return;
        TraceTable t = NewTable(TableId.ZeroInit, to - from);
        tables[(int)TableId.ZeroInit] = t;
        for (int i = from; i < to; i++)
        {
            ZeroRow z = rows[i];
            int row = i - from;
            uint step = z.Key - z.Previous;
            t.Column(0)[row] = 1;
            t.Column(1)[row] = z.Shard != 0 ? 1u : 0;
            t.Column(2)[row] = z.Key & 0xFFFF;
            t.Column(3)[row] = z.Key >> 16;
            t.Column(4)[row] = z.Previous;
            t.Column(5)[row] = step >> 16;
            t.Column(6)[row] = z.Value & 0xFFFF;
            t.Column(7)[row] = z.Value >> 16;
            t.Column(8)[row] = z.Shard;
            if (histograms is null) continue;
            histograms.Range16[z.Key & 0xFFFF]++;
            histograms.Bits[(1u << 14) + (z.Key >> 16)]++;
            histograms.Range16[step & 0xFFFF]++;
            histograms.Bits[(1u << 13) + (step >> 16)]++;
        }
    }

    private List<ZeroRow>? _zeroRows;

    private readonly record struct ZeroRow(uint Previous, uint Key, uint Shard, uint Value);

    private List<ZeroRow> BuildZeroRows()
    {
        const uint maxStep = (1u << 29) - 1;
        var rows = new List<ZeroRow>(_final.Zero.Count + 16);
        int next = 0;
        for (int i = 0; i < Program.GlobalMessages.Count; i += 2)
        {
            uint at = Program.GlobalMessages[i].Fields[0], end = Program.GlobalMessages[i + 1].Fields[0];
            while (at < end)
            {
                bool real = next < _final.Zero.Count && _final.Zero[next].Word < end;
                uint key = real ? _final.Zero[next].Word : end - 1;
                if (key - at > maxStep) rows.Add(new ZeroRow(at, at + maxStep, 0, 0));
                else if (real) rows.Add(new ZeroRow(at, key, _final.Zero[next].Shard, _final.Zero[next++].Value));
                else rows.Add(new ZeroRow(at, key, 0, 0));
                at = rows[^1].Key + 1;
            }
        }

        return rows;
    }

    private void FillFixed(TraceTable?[] tables, ShardRecorder recorder, Histograms histograms)
    {
        TraceTable range = NewTable(TableId.Range16, 1 << 16), bytes = NewTable(TableId.Bytes, 1 << 16), bits = NewTable(TableId.Bits, FixedTables.BitsRows);
        histograms.Range16.CopyTo(range.Column(0));
        // Declared order of the byte table: y, x, and (virtual), then the multiplicities.
        histograms.And.CopyTo(bytes.Column(3));
        histograms.BytePair.CopyTo(bytes.Column(4));
        CopyPreprocessed(Program.Preprocessed[1], bits);
        histograms.Bits.CopyTo(bits.Column(3));
        TraceTable rom = NewTable(TableId.Rom, Program.MicroOps.Length);
        CopyPreprocessed(Program.Preprocessed[0], rom);
        recorder.RomCounts.CopyTo(rom.Column(4));
        tables[(int)TableId.Range16] = range;
        tables[(int)TableId.Bytes] = bytes;
        tables[(int)TableId.Bits] = bits;
        tables[(int)TableId.Rom] = rom;
    }

    private static void CopyPreprocessed(PreprocessedTable from, TraceTable to)
    {
        for (int i = 0; i < from.Columns.Length; i++) from.Columns[i].CopyTo(to.Column(i));
    }
}

/// <summary>Working memory for tracing shards, reused from shard to shard; one per thread of tracing.</summary>
public sealed class ShardTracer
{
    /// <summary>Working memory for the shards of a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="threads">Threads that fill tables.</param>
    public ShardTracer(ProgramTables program, int threads = 1)
    {
        Recorder = new ShardRecorder(program);
        Filler = new TableFiller(program, threads);
    }

    internal ShardRecorder Recorder { get; }

    internal TableFiller Filler { get; }
}
