using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.Core.Machine;
using Zkfp.Core.Memory;
using Zkfp.Core.Trace;
using Zkfp.Protocol.Keys;
using Zkfp.Protocol.Layout;
using Zkfp.Protocol.Parameters;
using Zkfp.Prover.Commitment;
using Zkfp.Prover.Tables;

namespace Zkfp.Prover;

/// <summary>
/// What a prover prepares once per program: the verifying key, the committed preprocessed columns, and the compiled tables.
/// </summary>
public sealed unsafe class ProvingKey : IDisposable
{
    private readonly StackedMatrix? _virtual;
    private readonly NativeBuffer? _active;
    private readonly Dictionary<(int Table, int Column), int> _virtualColumns = [];

    private ProvingKey(MachineDefinition machine, VerifyingKey key, ProofLayer layer, StackedMatrix? preprocessed, CommittedMatrix? committed)
    {
        Layer = layer;
        Machine = machine;
        VerifyingKey = key;
        Preprocessed = preprocessed;
        CommittedPreprocessed = committed;
        Plans = new TablePlan[machine.Tables.Count];
        int logVirtual = 0;
        bool active = false;
        for (int t = 0; t < Plans.Length; t++)
        {
            AirProgram air = machine.Tables[t];
            Plans[t] = new TablePlan(air);
            for (int c = 0; c < air.Columns.Count; c++)
            {
                if (air.Columns[c].Kind != ColumnKind.Virtual) continue;
                if (air.Columns[c].Virtual == VirtualKind.Active)
                {
                    active = true;
                    continue;
                }

                _virtualColumns.Add((t, c), _virtualColumns.Count);
                logVirtual = Math.Max(logVirtual, air.FixedLogHeight!.Value);
            }
        }

        if (active)
        {
            // 2^h ones, then as many zeros: the column of n rows in use begins n before the first zero.
            int height = 1 << key.LogHeight;
            _active = new NativeBuffer(2L * height, clear: true);
            new Span<uint>(_active.Pointer, height).Fill(KoalaBear.One.Raw);
        }

        if (_virtualColumns.Count == 0) return;
        _virtual = new StackedMatrix(logVirtual, _virtualColumns.Count, _virtualColumns.Count);
        foreach (((int t, int c), int index) in _virtualColumns)
        {
            Column column = machine.Tables[t].Columns[c];
            int rows = 1 << machine.Tables[t].FixedLogHeight!.Value;
            uint* p = _virtual.At(index, 0);
            for (int row = 0; row < rows; row++) p[row] = new KoalaBear(column.VirtualValue(row, rows)).Raw;
        }
    }

    /// <summary>The machine.</summary>
    public MachineDefinition Machine { get; }

    /// <summary>The verifying key.</summary>
    public VerifyingKey VerifyingKey { get; }

    /// <summary>The layer of the proofs.</summary>
    public ProofLayer Layer { get; }

    internal StackedMatrix? Preprocessed { get; }

    internal CommittedMatrix? CommittedPreprocessed { get; }

    internal TablePlan[] Plans { get; }

    /// <summary>
    /// Commits to the preprocessed columns and makes both keys. <paramref name="preprocessed"/> has one entry per table of the machine: for tables with
    /// preprocessed columns a trace table that has at least these columns filled, null for the others.
    /// </summary>
    internal static ProvingKey Create(
        MachineDefinition machine, int logHeight, uint initialPc, uint initialNpc, IReadOnlyList<TraceTable?> preprocessed,
        IReadOnlyList<GlobalMessage> globalMessages, IProverBackend backend, ProofLayer layer = ProofLayer.Shard,
        CancellationToken cancellation = default)
    {
        TablePosition[] positions = TablePosition.All(machine);
        var rows = new int[positions.Length];
        var listed = new List<int>();
        long cells = 0;
        foreach (TablePosition p in positions)
        {
            if (p.KeyIndex < 0) continue;
            TraceTable table = preprocessed[p.Table]
                ?? throw new ArgumentException($"{p.Air.Name} has preprocessed columns, but no rows were given.", nameof(preprocessed));
            if (p.Index == 0)
            {
                int[] split = p.Air.FixedLogHeight is int f ? [1 << f] : ShapePlanner.Split(Math.Max(1, table.Rows), logHeight, p.Air.Positions, p.Air.Name);
                split.CopyTo(rows, p.Number);
            }

            listed.Add(rows[p.Number]);
            if (rows[p.Number] != 0) cells += (long)p.PreprocessedColumns << ClassLayout.LogHeightOf(rows[p.Number]);
        }

        int width = ProofClasses.PreprocessedWidth(machine, logHeight, cells);
        StackedMatrix? matrix = ColumnStacker.Stack(
            ShardLayout.CanonicalOrder(positions, rows), ColumnKind.Preprocessed, logHeight, width, preprocessed, backend.Pool);
        CommittedMatrix? committed = null;
        try
        {
            if (matrix is not null) committed = backend.Commit(matrix, LayerParameters.Of(layer), cancellation);
            var key = new VerifyingKey(machine.Digest, logHeight, width, initialPc, initialNpc, listed, committed?.Root ?? default, globalMessages);
            string error = KeyCheck.Check(machine, key);
            if (error.Length != 0) throw new ArgumentException(error);
            return new ProvingKey(machine, key, layer, matrix, committed);
        }
        catch
        {
            matrix?.Dispose();
            committed?.Dispose();
            throw;
        }
    }

    /// <summary>The fragments of a shard with the addresses of their columns.</summary>
    internal FragmentData[] Fragments(ShardLayout layout, StackedMatrix? main, StackedMatrix? boundary, KoalaBear[] publicValues)
    {
        var result = new FragmentData[layout.Fragments.Length];
        for (int i = 0; i < result.Length; i++)
        {
            Fragment f = layout.Fragments[i];
            var columns = new nint[f.Slots.Length];
            for (int c = 0; c < columns.Length; c++)
            {
                ColumnSlot s = f.Slots[c];
                columns[c] = s.Kind switch
                {
                    ColumnKind.Main => (nint)main!.At(s.Column, s.FirstRow),
                    ColumnKind.Boundary => (nint)boundary!.At(s.Column, s.FirstRow),
                    ColumnKind.Preprocessed => (nint)Preprocessed!.At(s.Column, s.FirstRow),
                    _ when f.Air.Columns[c].Virtual == VirtualKind.Active => (nint)(_active!.Pointer + (1 << layout.LogHeight) - f.Rows),
                    _ => (nint)_virtual!.At(_virtualColumns[(f.Table, c)], 0),
                };
            }

            result[i] = new FragmentData(f, Plans[f.Table], columns, TableCode.Constants(f.Air, publicValues));
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Preprocessed?.Dispose();
        CommittedPreprocessed?.Dispose();
        _virtual?.Dispose();
        _active?.Dispose();
    }
}
