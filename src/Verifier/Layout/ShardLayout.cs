using System.Numerics;
using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Parameters;

namespace Zkfp.Verifier.Layout;

/// <summary>
/// Everything that follows from machine, verifying key and shape (docs/protocol.md §5): canonical fragment order, place of every
/// column in the matrices, place of every interaction among the GKR leaves, and all counts. Prover and verifier both use it.
/// </summary>
public sealed class ShardLayout
{
    private ShardLayout(MachineDefinition machine, VerifyingKey key, Shape shape, bool isLast)
    {
        Machine = machine;
        Key = key;
        Shape = shape;
        IsLastShard = isLast;
        LogHeight = key.LogHeight;
        Fragments = CanonicalOrder(machine, shape);
        Whir = new WhirSchedule(key.LogHeight);
    }

    /// <summary>The machine.</summary>
    public MachineDefinition Machine { get; }

    /// <summary>The verifying key.</summary>
    public VerifyingKey Key { get; }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>Whether this is the run's last shard.</summary>
    public bool IsLastShard { get; }

    /// <summary>h: log₂ of the rows of every matrix.</summary>
    public int LogHeight { get; }

    /// <summary>Fragments in canonical order.</summary>
    public Fragment[] Fragments { get; }

    /// <summary>Columns of the main matrix.</summary>
    public int MainWidth { get; private set; }

    /// <summary>Columns of the boundary matrix.</summary>
    public int BoundaryWidth { get; private set; }

    /// <summary>Columns of the preprocessed matrix: the same in every shard.</summary>
    public int PreprocessedWidth { get; private set; }

    /// <summary>W: columns of the three matrices.</summary>
    public int Width => MainWidth + BoundaryWidth + PreprocessedWidth;

    /// <summary>w = ⌈log₂ W⌉.</summary>
    public int LogWidth => CeilLog2(Width);

    /// <summary>GKR leaves of local interactions.</summary>
    public long LocalLeaves { get; private set; }

    /// <summary>GKR leaves of global interactions.</summary>
    public long GlobalLeaves { get; private set; }

    /// <summary>m: log₂ of the GKR leaves.</summary>
    public int LogLeaves { get; private set; }

    /// <summary>Constraints of all fragments.</summary>
    public int ConstraintCount { get; private set; }

    /// <summary>Column evaluations of all fragments.</summary>
    public int EvaluationCount { get; private set; }

    /// <summary>n of step 5: log₂ of the largest fragment's height.</summary>
    public int MaxLogFragmentHeight => Fragments[0].LogHeight;

    /// <summary>Local fingerprints that are compared: local leaves and public messages.</summary>
    public long LocalMessages => LocalLeaves + Machine.PublicMessages.Interactions.Count;

    /// <summary>g_L: proof-of-work bits before the local fingerprint challenges.</summary>
    public int LocalGrindingBits => ProtocolParameters.FingerprintGrindingBits(LocalMessages);

    /// <summary>The WHIR rounds.</summary>
    public WhirSchedule Whir { get; }

    /// <summary>
    /// Computes the layout, or says what is wrong with the shape. <paramref name="key"/> must fit the machine
    /// (<see cref="KeyCheck"/>).
    /// </summary>
    public static bool TryCreate(
        MachineDefinition machine, VerifyingKey key, Shape shape, bool isLastShard,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ShardLayout? layout, out string error)
    {
        layout = null;
        error = CheckShape(machine, key, shape, isLastShard);
        if (error.Length != 0) return false;
        var made = new ShardLayout(machine, key, shape, isLastShard);
        error = made.PlaceColumns();
        if (error.Length != 0) return false;
        error = made.PlaceLeaves();
        if (error.Length != 0) return false;
        layout = made;
        return true;
    }

    /// <summary>As <see cref="TryCreate"/>, but throws <see cref="ArgumentException"/>: for provers.</summary>
    public static ShardLayout Create(MachineDefinition machine, VerifyingKey key, Shape shape, bool isLastShard) =>
        TryCreate(machine, key, shape, isLastShard, out ShardLayout? layout, out string error)
            ? layout : throw new ArgumentException(error, nameof(shape));

    /// <summary>⌈log₂ <paramref name="value"/>⌉ of a positive value.</summary>
    public static int CeilLog2(long value) => value <= 1 ? 0 : 64 - BitOperations.LeadingZeroCount((ulong)value - 1);

    /// <summary>
    /// The boundary fragments in canonical order, which Γ binds (§7): those of tables that have boundary columns.
    /// </summary>
    public List<FragmentHeight> BoundaryFragments()
    {
        var list = new List<FragmentHeight>();
        foreach (Fragment f in Fragments)
            if (f.Air.CountColumns(ColumnKind.Boundary) != 0) list.Add(new FragmentHeight(f.Table, f.LogHeight));
        return list;
    }

    /// <summary>Fragments sorted by descending log height, then table, then position.</summary>
    public static Fragment[] CanonicalOrder(MachineDefinition machine, Shape shape)
    {
        var result = new Fragment[shape.FragmentCount];
        int next = 0;
        for (int n = ProtocolParameters.MaxLogHeight; n >= 0; n--)
        {
            for (int t = 0; t < shape.LogHeights.Length; t++)
            {
                int[] heights = shape.LogHeights[t];
                for (int i = 0; i < heights.Length; i++)
                    if (heights[i] == n) result[next++] = new Fragment(t, machine.Tables[t], i, n);
            }
        }

        return result;
    }

    /// <summary>Whether the verifying key lists the fragments of this table.</summary>
    public static bool HasPreprocessed(AirProgram table) => table.CountColumns(ColumnKind.Preprocessed) != 0;

    private static string CheckShape(MachineDefinition machine, VerifyingKey key, Shape shape, bool isLast)
    {
        if (shape.LogHeights.Length != machine.Tables.Count)
            return $"The shape has {shape.LogHeights.Length} tables, the machine {machine.Tables.Count}.";
        int fragments = 0;
        for (int t = 0; t < machine.Tables.Count; t++)
        {
            AirProgram air = machine.Tables[t];
            int[] heights = shape.LogHeights[t];
            fragments += heights.Length;
            if (heights.Length > ProtocolParameters.MaxFragmentsPerTable)
                return $"{air.Name}: {heights.Length} fragments, at most {ProtocolParameters.MaxFragmentsPerTable}.";
            for (int i = 0; i < heights.Length; i++)
            {
                if (heights[i] < ProtocolParameters.MinLogHeight || heights[i] > key.LogHeight)
                    return $"{air.Name}: log height {heights[i]}, expected {ProtocolParameters.MinLogHeight} to {key.LogHeight}.";
                if (i != 0 && heights[i] > heights[i - 1]) return $"{air.Name}: log heights are not descending.";
            }

            int[]? required = RequiredHeights(air, t, key, isLast);
            if (required is not null && !heights.AsSpan().SequenceEqual(required))
                return $"{air.Name}: log heights [{string.Join(", ", heights)}], expected [{string.Join(", ", required)}].";
        }

        return fragments == 0 ? "The shape has no fragment." : "";
    }

    /// <summary>The log heights that a table must have, or null where the prover chooses.</summary>
    public static int[]? RequiredHeights(AirProgram air, int table, VerifyingKey key, bool isLastShard)
    {
        if (air.Presence == TablePresence.LastShard && !isLastShard) return [];
        if (HasPreprocessed(air))
        {
            var heights = new List<int>();
            foreach (FragmentHeight f in key.PreprocessedFragments)
                if (f.Table == table) heights.Add(f.LogHeight);
            return [.. heights];
        }

        return air.FixedLogHeight is int fixedHeight ? [fixedHeight] : null;
    }

    // Main and boundary cells follow this shard's fragments; preprocessed cells follow the key's list, so that a column
    // lies at the same place in every shard.
    private string PlaceColumns()
    {
        Span<long> cells = stackalloc long[3];
        cells.Clear();
        foreach (Fragment f in Fragments)
        {
            f.ConstraintOffset = ConstraintCount;
            f.EvaluationOffset = EvaluationCount;
            ConstraintCount += f.Air.Constraints.Count;
            for (int c = 0; c < f.Slots.Length; c++)
            {
                ColumnKind kind = f.Air.Columns[c].Kind;
                f.Slots[c] = new ColumnSlot(kind, -1, -1, 0);
                if (kind == ColumnKind.Virtual) continue;
                f.EvaluationCount++;
                if (kind != ColumnKind.Preprocessed) f.Slots[c] = Take(ref cells[(int)kind], f.LogHeight, kind);
            }

            EvaluationCount += f.EvaluationCount;
        }

        int listed = Key.PreprocessedFragments.Count;
        for (int i = 0; i < listed; i++)
        {
            FragmentHeight p = Key.PreprocessedFragments[i];
            int position = 0;
            for (int k = 0; k < i; k++)
                if (Key.PreprocessedFragments[k].Table == p.Table) position++;
            Fragment? f = Array.Find(Fragments, x => x.Table == p.Table && x.Position == position);
            AirProgram air = Machine.Tables[p.Table];
            for (int c = 0; c < air.Columns.Count; c++)
            {
                if (air.Columns[c].Kind != ColumnKind.Preprocessed) continue;
                ColumnSlot slot = Take(ref cells[(int)ColumnKind.Preprocessed], p.LogHeight, ColumnKind.Preprocessed);
                if (f is not null) f.Slots[c] = slot;
            }
        }

        long total = 0;
        for (int k = 0; k < 3; k++) total += cells[k] + (1L << LogHeight) - 1 >> LogHeight;
        if (total > 1 << ProtocolParameters.MaxLogWidth)
            return $"The stacked matrix has {total} columns, at most {1 << ProtocolParameters.MaxLogWidth}.";
        MainWidth = WidthOf(cells[(int)ColumnKind.Main]);
        BoundaryWidth = WidthOf(cells[(int)ColumnKind.Boundary]);
        PreprocessedWidth = WidthOf(cells[(int)ColumnKind.Preprocessed]);
        if (MainWidth == 0) return "The shape has no main column.";
        foreach (Fragment f in Fragments)
        {
            for (int c = 0; c < f.Slots.Length; c++)
            {
                ColumnSlot s = f.Slots[c];
                int first = s.Kind switch
                {
                    ColumnKind.Main => 0,
                    ColumnKind.Boundary => MainWidth,
                    ColumnKind.Preprocessed => MainWidth + BoundaryWidth,
                    _ => -1,
                };
                if (first >= 0) f.Slots[c] = s with { StackedColumn = first + s.Column };
            }
        }

        return "";
    }

    private ColumnSlot Take(ref long cells, int logRows, ColumnKind kind)
    {
        var slot = new ColumnSlot(kind, (int)(cells >> LogHeight), -1, (int)(cells & ((1L << LogHeight) - 1)));
        cells += 1L << logRows;
        return slot;
    }

    private int WidthOf(long cells) => (int)(cells + (1L << LogHeight) - 1 >> LogHeight);

    private string PlaceLeaves()
    {
        foreach (Fragment f in Fragments)
        {
            for (int j = 0; j < f.LeafStarts.Length; j++)
            {
                if (f.Air.Interactions[j].Bus.Scope == BusScope.Local)
                {
                    f.LeafStarts[j] = LocalLeaves;
                    LocalLeaves += 1L << f.LogHeight;
                }
                else
                {
                    f.LeafStarts[j] = GlobalLeaves;
                    GlobalLeaves += 1L << f.LogHeight;
                }
            }
        }

        long larger = Math.Max(LocalLeaves, GlobalLeaves);
        if (larger > 1L << ProtocolParameters.MaxLogClassLeaves)
            return $"The shape has {larger} interactions of a scope, at most 2^{ProtocolParameters.MaxLogClassLeaves}.";
        LogLeaves = 1 + CeilLog2(larger);
        foreach (Fragment f in Fragments)
            for (int j = 0; j < f.LeafStarts.Length; j++)
                if (f.Air.Interactions[j].Bus.Scope == BusScope.Global) f.LeafStarts[j] += 1L << (LogLeaves - 1);
        return "";
    }
}
