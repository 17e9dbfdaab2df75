using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Zkfp.Core.Air;
using Zkfp.Core.Trace;

namespace Zkfp.MipsVm.Machine;

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
        var blocks = new List<(int Table, int Row)>();
        for (int i = 0; i < tables.Length; i++)
        {
            if (_program.Machine.Specs[i].Fill is null || buffers[i].Count == 0) continue;
            var table = new TraceTable(_program.Machine.Specs[i].Air, buffers[i].Count);
            tables[i] = table;
            table.SetRows(buffers[i].Count);
            for (int row = 0; row < table.Rows; row += BlockRows) blocks.Add((i, row));
        }

        int next = -1;
        if (_histograms.Length == 1 || blocks.Count < 4)
        {
            Work(0);
        }
        else
        {
            var workers = new Thread[_histograms.Length - 1];
            Exception? failure = null;
            for (int i = 0; i < workers.Length; i++)
            {
                int worker = i + 1;
                workers[i] = new Thread(() =>
                {
                    try
                    {
                        Work(worker);
                    }
                    catch (Exception e)
                    {
                        failure = e;
                    }
                });
                workers[i].Start();
            }

            Work(0);
            foreach (Thread t in workers) t.Join();
            if (failure is not null) throw new InvalidOperationException("Filling the tables failed.", failure);
        }

        for (int i = 1; i < _histograms.Length; i++) _histograms[0].Add(_histograms[i]);
        return _histograms[0];

        void Work(int worker)
        {
            int i;
            while ((i = Interlocked.Increment(ref next)) < blocks.Count)
            {
                (int table, int row) = blocks[i];
                ReadOnlySpan<StepRecord> steps = buffers[table].Items[row..];
                FillBlock(_program.Machine.Specs[table].Fill!, tables[table]!, row, steps[..Math.Min(BlockRows, steps.Length)], _histograms[worker]);
            }
        }
    }

    private unsafe void FillBlock(FillRows fill, TraceTable table, int row, ReadOnlySpan<StepRecord> steps, Histograms histograms)
    {
        int count = 0;
        uint** columns = stackalloc uint*[table.Air.Columns.Count];
        // SAFETY: columns are native memory that lives as long as the table, which the caller holds; rows row … row + steps lie in it.
        for (int i = 0; i < table.Air.Columns.Count; i++)
        {
            if (table.Air.Columns[i].Kind == ColumnKind.Virtual) continue;
            columns[count++] = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(table.Column(i)));
        }

        var writer = new RowWriter(columns, count, row, _program.MicroOps, histograms);
        fill(ref writer, steps);
        GC.KeepAlive(table);
    }
}
