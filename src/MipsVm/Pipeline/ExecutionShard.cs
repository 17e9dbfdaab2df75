using System.Runtime.InteropServices;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables.Fixed;
using Zkfp.MipsVm.Tables.Primitives;
using Zkfp.MipsVm.Tables.Shared;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Pipeline;

/// <summary>
/// A shard of an executed run, to be traced at any time and any number of times, first its boundary tables alone (phase 1), then everything (phase 2),
/// always with the same result. Until <see cref="Discard"/> it holds the memory that the run had at its start: whoever keeps many shards keeps many memories.
/// </summary>
public sealed class ExecutionShard
{
    private RecordedShard? _recorded;
    private FinalMemory? _final;
    private readonly int _part;
    private readonly int _parts;

    /// <param name="program">The program's tables.</param>
    /// <param name="index">Number, from 1.</param>
    /// <param name="recorded">What it executes; null: nothing.</param>
    /// <param name="final">What the run left behind, if the shard holds a part of it.</param>
    /// <param name="part">Number of the part, from 0; the last one has the image and the registers.</param>
    /// <param name="parts">Parts.</param>
    /// <param name="outcome">How the run ended, if this is the last shard.</param>
    internal ExecutionShard(ProgramTables program, int index, RecordedShard? recorded, FinalMemory? final, int part, int parts, Outcome? outcome)
    {
        Program = program;
        Index = index;
        Outcome = outcome;
        Instructions = recorded?.Instructions ?? 0;
        _recorded = recorded;
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
    internal RecordedShard? Recorded => _recorded;

    /// <summary>Lets go of the memory that it holds; it cannot be traced any more.</summary>
    public void Discard() => (_recorded, _final) = (null, null);

    /// <summary>Phase 1: the boundary columns and the public values. Main columns are zero.</summary>
    public ShardTrace TraceBoundary()
    {
        var tables = new TraceTable?[Program.Machine.Definition.Tables.Count];
        var publicValues = new KoalaBear[ExecutionPublicValues.Count];
        publicValues[ExecutionPublicValues.ShardIndex] = new KoalaBear((ulong)Index);
        publicValues[ExecutionPublicValues.EndTime] = ExecutionPublicValues.StartTime;
        CheckKept();
        if (_recorded is { } recorded)
        {
            var touched = new TouchedWords();
            var sink = new TouchSink(touched);
            SparseMemory memory = recorded.Start.OpenMemory();
            CpuState cpu = recorded.Trace(ref sink, memory);
            FillBoundary(recorded, tables, touched.Words, memory, cpu.Registers);
            FillPublicValues(recorded, publicValues, cpu);
        }

        FillFinal(tables, null);
        return new ShardTrace(tables, publicValues);
    }

    /// <summary>Phase 2: all tables.</summary>
    public ShardTrace Trace(TraceScratch scratch)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        var tables = new TraceTable?[Program.Machine.Definition.Tables.Count];
        var publicValues = new KoalaBear[ExecutionPublicValues.Count];
        publicValues[ExecutionPublicValues.ShardIndex] = new KoalaBear((ulong)Index);
        publicValues[ExecutionPublicValues.EndTime] = ExecutionPublicValues.StartTime;
        ShardRecorder recorder = scratch.Recorder;
        CheckKept();
        if (_recorded is { } recorded)
        {
            recorder.Start(recorded.Start.Registers);
            var sink = new RecordingSink(recorder);
            SparseMemory memory = recorded.Start.OpenMemory();
            CpuState cpu = recorded.Trace(ref sink, memory);
            recorder.Finish();
            CheckRegisters(recorder.Registers, cpu.Registers);
            FillBoundary(recorded, tables, CollectionsMarshal.AsSpan(recorder.Memory.Words), memory, cpu.Registers);
            FillTimes(tables, recorder);
            FillPublicValues(recorded, publicValues, cpu);
        }
        else
        {
            recorder.Start(_final!.Registers);
        }

        Histograms histograms = scratch.Filler.Fill(recorder.Buffers, tables);
        recorder.ReleaseSteps();
        CountBoundaryLookups(tables, histograms);
        FillFinal(tables, histograms);
        FillFixed(tables, recorder, histograms);
        return new ShardTrace(tables, publicValues);
    }

    private void CheckKept()
    {
        if (_recorded is null && _final is null) throw new InvalidOperationException($"shard {Index} was discarded");
    }

    private void CheckRegisters(ReadOnlySpan<uint> recorded, ReadOnlySpan<uint> executed)
    {
        for (int i = 0; i < RegisterKey.Sink; i++)
            if (recorded[i] != executed[i])
                throw new TraceException($"shard {Index}: register {RegisterKey.Name(i)} is {recorded[i]:x8} in the tables, {executed[i]:x8} in the executor");
    }

    /// <summary>Words in order of first touch; every register but the sink.</summary>
    private void FillBoundary(RecordedShard recorded, TraceTable?[] tables, ReadOnlySpan<uint> words, SparseMemory after, ReadOnlySpan<uint> registers)
    {
        SparseMemory before = recorded.Start.OpenMemory(), lastShard = recorded.Start.OpenLastShard();
        if (words.Length != 0)
        {
            BoundaryTable table = Boundary(TableId.Boundary);
            TraceTable t = table.NewTrace(words.Length);
            tables[(int)TableId.Boundary] = t;
            for (int i = 0; i < words.Length; i++) table.Put(t, i, words[i], before[words[i]], after[words[i]], lastShard[words[i]]);
        }

        BoundaryTable registerTable = Boundary(TableId.RegisterBoundary);
        TraceTable r = registerTable.NewTrace(RegisterKey.Sink);
        tables[(int)TableId.RegisterBoundary] = r;
        for (int i = 0; i < r.Rows; i++) registerTable.Put(r, i, (uint)i, recorded.Start.Registers[i], registers[i], recorded.Start.Shard - 1);
    }

    private void FillTimes(TraceTable?[] tables, ShardRecorder recorder)
    {
        BoundaryTable table = Boundary(TableId.Boundary), registerTable = Boundary(TableId.RegisterBoundary);
        if (tables[(int)TableId.Boundary] is { } t)
        {
            AccessTimes memory = recorder.Memory;
            for (int i = 0; i < t.Rows; i++) table.PutTimes(t, i, memory.First[i], memory.Last(memory.Words[i]));
        }

        TraceTable r = tables[(int)TableId.RegisterBoundary]!;
        for (int i = 0; i < r.Rows; i++) registerTable.PutTimes(r, i, recorder.FirstRegisterTimes[i], recorder.LastRegisterTimes[i]);
    }

    private void CountBoundaryLookups(TraceTable?[] tables, Histograms histograms)
    {
        foreach (TableId id in (ReadOnlySpan<TableId>)[TableId.Boundary, TableId.RegisterBoundary])
            if (tables[(int)id] is { } t) Boundary(id).Count(t, Index, histograms);
    }

    private BoundaryTable Boundary(TableId id) => Program.Machine.Table<BoundaryTable>(id);

    private void FillPublicValues(RecordedShard recorded, KoalaBear[] v, CpuState cpu)
    {
        v[ExecutionPublicValues.StartPc] = new KoalaBear(recorded.Start.Pc >> 2);
        v[ExecutionPublicValues.StartNpc] = new KoalaBear(recorded.Start.Npc >> 2);
        v[ExecutionPublicValues.EndTime] = new KoalaBear(ExecutionPublicValues.StartTime + 4UL * recorded.Instructions);
        bool halted = recorded.Stop == StopReason.Halted;
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

        byte before = recorded.Start.OpenCpu().Committed;
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
        tables[(int)TableId.Image] = Program.Machine.Table<ImageTable>(TableId.Image).Trace(Program.ImageColumns, _final);
        tables[(int)TableId.RegisterInit] = Program.Machine.Table<RegisterInitTable>(TableId.RegisterInit).Trace(_final);
    }

    /// <summary>This shard's part of the chain through all gaps.</summary>
    private void FillZero(FinalMemory final, TraceTable?[] tables, Histograms? histograms)
    {
        int from = (int)((long)final.ZeroRows * _part / _parts), to = (int)((long)final.ZeroRows * (_part + 1) / _parts);
        if (from == to) return;
        ZeroInitTable table = Program.Machine.Table<ZeroInitTable>(TableId.ZeroInit);
        TraceTable t = table.NewTrace(to - from);
        tables[(int)TableId.ZeroInit] = t;
        FinalMemory.Cursor cursor = final.ZeroRow(from);
        for (int row = 0; row < t.Rows; row++) table.Put(t, row, final.Next(ref cursor), histograms);
    }

    private void FillFixed(TraceTable?[] tables, ShardRecorder recorder, Histograms histograms)
    {
        MipsMachine m = Program.Machine;
        tables[(int)TableId.Rom] = m.Table<RomTable>(TableId.Rom).Trace(Program.Rom, recorder.RomCounts);
        tables[(int)TableId.Range16] = m.Table<Range16Table>(TableId.Range16).Trace(histograms);
        tables[(int)TableId.Bytes] = m.Table<BytesTable>(TableId.Bytes).Trace(histograms);
        tables[(int)TableId.Bits] = m.Table<BitsTable>(TableId.Bits).Trace(Program.Bits, histograms);
        if (m.HasPrimitives) tables[(int)TableId.Parities] = m.Table<ParitiesTable>(TableId.Parities).Trace(histograms);
    }
}
