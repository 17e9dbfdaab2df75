using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Tables.Fixed;

namespace Zkfp.MipsVm.Machine;

/// <summary>
/// A shard of an executed run, to be traced at any time and any number of times, first its boundary tables alone (phase 1), then everything (phase 2),
/// always with the same result. Until <see cref="Discard"/> it holds the memory that the run had at its start: whoever keeps many shards keeps many memories.
/// </summary>
public sealed class ExecutionShard
{
    private ShardPlan? _plan;
    private FinalMemory? _final;
    private readonly int _part;
    private readonly int _parts;

    /// <param name="program">The program's tables.</param>
    /// <param name="index">Number, from 1.</param>
    /// <param name="plan">What it executes; null: nothing.</param>
    /// <param name="final">What the run left behind, if the shard holds a part of it.</param>
    /// <param name="part">Number of the part, from 0; the last one has the image and the registers.</param>
    /// <param name="parts">Parts.</param>
    /// <param name="outcome">How the run ended, if this is the last shard.</param>
    internal ExecutionShard(ProgramTables program, int index, ShardPlan? plan, FinalMemory? final, int part, int parts, Outcome? outcome)
    {
        Program = program;
        Index = index;
        Outcome = outcome;
        Instructions = plan?.Instructions ?? 0;
        _plan = plan;
        _final = final;
        _part = part;
        _parts = parts;
    }

    /// <summary>The program's tables.</summary>
    public ProgramTables Program { get; }

    /// <summary>Number, from 1.</summary>
    public int Index { get; }

    /// <summary>Whether it is the last one.</summary>
    public bool IsLast => Outcome is not null;

    /// <summary>How the run ended; null unless this is the last shard.</summary>
    public Outcome? Outcome { get; }

    /// <summary>Instructions executed in it; 0 for shards that hold memory only, which follow the halted one.</summary>
    public uint Instructions { get; }

    /// <summary>What it executes, for tests; null: nothing, or it was discarded.</summary>
    internal ShardPlan? Plan => _plan;

    /// <summary>Lets go of the memory that it holds; it cannot be traced any more.</summary>
    public void Discard() => (_plan, _final) = (null, null);

    /// <summary>Phase 1: the boundary columns and the public values. Main columns are zero.</summary>
    public ShardTrace TraceBoundary()
    {
        var tables = new TraceTable?[Program.Machine.Definition.Tables.Count];
        var publicValues = new KoalaBear[ExecutionPublicValues.Count];
        publicValues[ExecutionPublicValues.ShardIndex] = new KoalaBear((ulong)Index);
        publicValues[ExecutionPublicValues.EndTime] = ExecutionPublicValues.StartTime;
        CheckKept();
        if (_plan is { } plan)
        {
            var touched = new TouchedWords();
            var sink = new TouchSink(touched);
            SparseMemory memory = plan.Start.OpenMemory();
            CpuState cpu = plan.Trace(ref sink, memory);
            FillBoundary(plan, tables, touched.Words, memory, cpu.Registers);
            FillPublicValues(plan, publicValues, cpu);
        }

        FillFinal(tables, null);
        return new ShardTrace(tables, publicValues);
    }

    /// <summary>Phase 2: all tables.</summary>
    public ShardTrace Trace(ShardTracer tracer)
    {
        ArgumentNullException.ThrowIfNull(tracer);
        var tables = new TraceTable?[Program.Machine.Definition.Tables.Count];
        var publicValues = new KoalaBear[ExecutionPublicValues.Count];
        publicValues[ExecutionPublicValues.ShardIndex] = new KoalaBear((ulong)Index);
        publicValues[ExecutionPublicValues.EndTime] = ExecutionPublicValues.StartTime;
        ShardRecorder recorder = tracer.Recorder;
        CheckKept();
        if (_plan is { } plan)
        {
            recorder.Start(plan.Start.Registers);
            var sink = new RecordingSink(recorder);
            SparseMemory memory = plan.Start.OpenMemory();
            CpuState cpu = plan.Trace(ref sink, memory);
            CheckRegisters(recorder.Registers, cpu.Registers);
            FillBoundary(plan, tables, CollectionsMarshal.AsSpan(recorder.Memory.Words), memory, cpu.Registers);
            FillTimes(tables, recorder);
            FillPublicValues(plan, publicValues, cpu);
        }
        else
        {
            recorder.Start(_final!.Registers);
        }

        Histograms histograms = tracer.Filler.Fill(recorder.Buffers, tables);
        recorder.ReleaseSteps();
        CountBoundaryLookups(tables, histograms);
        FillFinal(tables, histograms);
        FillFixed(tables, recorder, histograms);
        return new ShardTrace(tables, publicValues);
    }

    private void CheckKept()
    {
        if (_plan is null && _final is null) throw new InvalidOperationException($"shard {Index} was discarded");
    }

    private void CheckRegisters(ReadOnlySpan<uint> recorded, ReadOnlySpan<uint> executed)
    {
        for (int i = 0; i < RegisterKey.Sink; i++)
            if (recorded[i] != executed[i])
                throw new TraceException($"shard {Index}: register {RegisterKey.Name(i)} is {recorded[i]:x8} in the tables, {executed[i]:x8} in the executor");
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

    private void CountBoundaryLookups(TraceTable?[] tables, Histograms histograms)
    {
        foreach (TableId id in (ReadOnlySpan<TableId>)[TableId.Boundary, TableId.RegisterBoundary])
        {
            if (tables[(int)id] is not { } t) continue;
            Span<uint> previous = t.Column(6);
            for (int i = 0; i < t.Rows; i++) histograms.Range16[Index - 1 - previous[i]]++;
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

    /// <summary>Words outside the image in the memory shards; image and register tables in the last one.</summary>
    private void FillFinal(TraceTable?[] tables, Histograms? histograms)
    {
        if (_final is null) return;
        FillZero(_final, tables, histograms);
        if (!IsLast) return;
        uint[][] words = Program.Preprocessed[2].Columns;
        TraceTable image = NewTable(TableId.Image, words[0].Length);
        tables[(int)TableId.Image] = image;
        Span<uint> real = image.Column(0), key = image.Column(1), low = image.Column(2), high = image.Column(3);
        Span<uint> touched = image.Column(4), finalLow = image.Column(5), finalHigh = image.Column(6), last = image.Column(7);
        for (int i = 0; i < words[0].Length; i++)
        {
            real[i] = words[0][i];
            key[i] = words[1][i];
            low[i] = words[2][i];
            high[i] = words[3][i];
            (uint lastShard, uint value) = _final[words[1][i]];
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

    /// <summary>This shard's part of the chain through all gaps.</summary>
    private void FillZero(FinalMemory final, TraceTable?[] tables, Histograms? histograms)
    {
        int from = (int)((long)final.ZeroRows * _part / _parts), to = (int)((long)final.ZeroRows * (_part + 1) / _parts);
        if (from == to) return;
        TraceTable t = NewTable(TableId.ZeroInit, to - from);
        tables[(int)TableId.ZeroInit] = t;
        FinalMemory.Cursor cursor = final.ZeroRow(from);
        for (int row = 0; row < to - from; row++)
        {
            ZeroRow z = final.Next(ref cursor);
            uint step = z.Key - z.Previous;
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
