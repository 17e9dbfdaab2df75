using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkfp.Core.Air;
using Zkfp.Core.Parallel;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tables;

namespace Zkfp.MipsVm.Tracing;

/// <summary>Fills instruction tables from records, in blocks of rows on several threads.</summary>
internal sealed class TableFiller
{
    private const int BlockRows = 1 << 13;

    private readonly ProgramTables _program;
    private readonly Histograms[] _histograms;

    /// <summary>A filler with its own workers' histograms; not for concurrent use.</summary>
    public TableFiller(ProgramTables program, int threads)
    {
        _program = program;
        _histograms = new Histograms[Math.Max(1, threads)];
        for (int i = 0; i < _histograms.Length; i++) _histograms[i] = new Histograms();
    }

    /// <summary>Fills all tables that have records and returns the look-up counts (valid until the next call).</summary>
    public Histograms Fill(StepBuffer[] buffers, TraceTable?[] tables)
    {
        foreach (Histograms h in _histograms) h.Clear();
        var blocks = new List<(int Table, int Group)>();
        for (int i = 0; i < tables.Length; i++)
        {
            if (_program.Machine.Tables[i] is not StepTable stepTable || Groups(stepTable, i) is not (> 0 and var groups)) continue;
            tables[i] = stepTable.NewTrace(checked(groups * stepTable.RowsPerGroup));
            for (int group = 0; group < groups; group += BlockGroups(stepTable)) blocks.Add((i, group));
        }

        // A pool of its own: the prover's may be at work on the shard before.
        int next = -1, workers = Math.Min(_histograms.Length, Math.Max(1, blocks.Count / 2));
        using (var pool = new WorkerPool(workers, pin: false)) pool.Run(workers, Work);
        for (int i = 1; i < _histograms.Length; i++) _histograms[0].Add(_histograms[i]);
        return _histograms[0];

        void Work(int worker)
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < blocks.Count)
            {
                (int number, int group) = blocks[i];
                var table = (StepTable)_program.Machine.Tables[number];
                int count = Math.Min(BlockGroups(table), Groups(table, number) - group), records = table.RecordsPerGroup;
                ReadOnlySpan<StepRecord> steps = buffers[(int)(table.Source ?? (TableId)number)].Items.Slice(group * records, count * records);
                FillBlock(table, tables[number]!, group * table.RowsPerGroup, count * table.RowsPerGroup, steps, _histograms[worker]);
            }
        }

        int Groups(StepTable table, int number) => buffers[(int)(table.Source ?? (TableId)number)].Count / table.RecordsPerGroup;

        static int BlockGroups(StepTable table) => Math.Max(1, BlockRows / table.RowsPerGroup);
    }

    private unsafe void FillBlock(StepTable table, TraceTable trace, int row, int rows, ReadOnlySpan<StepRecord> steps, Histograms histograms)
    {
        uint** columns = stackalloc uint*[trace.Air.Columns.Count];
        // SAFETY: columns are native memory that lives as long as the trace, which the caller holds; rows row … row + rows lie in it.
        for (int i = 0; i < trace.Air.Columns.Count; i++)
        {
            bool stored = trace.Air.Columns[i].Kind != ColumnKind.Virtual;
            columns[i] = stored ? (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(trace.Column(i))) : null;
        }

        var writer = new RowWriter(columns, trace.Air, row, rows, _program.RomRows, histograms);
        table.Fill(ref writer, steps);
        GC.KeepAlive(trace);
    }
}
