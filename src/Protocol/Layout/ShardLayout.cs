using System.Diagnostics.CodeAnalysis;
using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.Protocol.Keys;

namespace Zkfp.Protocol.Layout;

/// <summary>
/// The places of a shard's columns and interactions (docs/protocol.md §5), for provers and readers. The verifier computes the same places from the row
/// counts as data.
/// </summary>
public sealed class ShardLayout
{
    private ShardLayout(ClassLayout layout, VerifyingKey key, int[] rows, bool isLast)
    {
        Class = layout;
        Key = key;
        Rows = rows;
        IsLastShard = isLast;
        Fragments = CanonicalOrder(layout.Positions, rows);
    }

    /// <summary>What does not depend on the shard.</summary>
    public ClassLayout Class { get; }

    /// <summary>The verifying key.</summary>
    public VerifyingKey Key { get; }

    /// <summary>Rows in use of each position.</summary>
    public int[] Rows { get; }

    /// <summary>Whether this is the run's last shard.</summary>
    public bool IsLastShard { get; }

    /// <summary>h: log₂ of the rows of every matrix.</summary>
    public int LogHeight => Class.Class.LogHeight;

    /// <summary>Positions in use, in canonical order.</summary>
    public Fragment[] Fragments { get; }

    /// <summary>GKR leaves of local interactions.</summary>
    public long LocalLeaves { get; private set; }

    /// <summary>GKR leaves of global interactions.</summary>
    public long GlobalLeaves { get; private set; }

    /// <summary>Computes the layout, or says what is wrong with the shape. <paramref name="key"/> must fit the machine (<see cref="KeyCheck"/>).</summary>
    public static bool TryCreate(
        MachineDefinition machine, VerifyingKey key, Shape shape, bool isLastShard,
        [NotNullWhen(true)] out ShardLayout? layout, out string error)
    {
        layout = null;
        error = ClassLayout.Check(machine, shape.Class);
        if (error.Length != 0) return false;
        if (shape.Class.LogHeight != key.LogHeight || shape.Class.PreprocessedWidth != key.PreprocessedWidth)
        {
            error = $"The class has 2^{shape.Class.LogHeight} rows and {shape.Class.PreprocessedWidth} preprocessed columns, the key 2^{key.LogHeight} and {key.PreprocessedWidth}.";
            return false;
        }

        if (machine.IsStatic && shape.Class != StaticShape.Of(machine, key).Class)
        {
            error = $"The class is {shape.Class}, the key's is {StaticShape.Of(machine, key).Class}.";
            return false;
        }

        var classLayout = new ClassLayout(machine, shape);
        error = CheckRows(classLayout.Positions, key, shape.Rows, isLastShard);
        if (error.Length != 0) return false;
        var made = new ShardLayout(classLayout, key, shape.Rows, isLastShard);
        error = made.PlaceColumns();
        if (error.Length == 0) error = made.PlaceLeaves();
        if (error.Length != 0) return false;
        layout = made;
        return true;
    }

    /// <summary>As <see cref="TryCreate"/>, but throws <see cref="ArgumentException"/>: for provers.</summary>
    public static ShardLayout Create(MachineDefinition machine, VerifyingKey key, Shape shape, bool isLastShard) =>
        TryCreate(machine, key, shape, isLastShard, out ShardLayout? layout, out string error)
            ? layout : throw new ArgumentException(error, nameof(shape));

    /// <summary>Positions in use by descending height, then number.</summary>
    public static Fragment[] CanonicalOrder(TablePosition[] positions, int[] rows)
    {
        var result = new List<Fragment>();
        for (int i = 0; i < positions.Length; i++)
            if (rows[i] != 0) result.Add(new Fragment(positions[i], rows[i]));
        Fragment[] sorted = [.. result];
        Array.Sort(sorted, (a, b) => a.LogHeight != b.LogHeight ? b.LogHeight.CompareTo(a.LogHeight) : a.Position.Number.CompareTo(b.Position.Number));
        return sorted;
    }

    /// <summary>The rows that a position must have, or null where the prover chooses.</summary>
    public static int? RequiredRows(TablePosition position, VerifyingKey key, bool isLastShard)
    {
        AirProgram air = position.Air;
        if (air.Presence == TablePresence.LastShard && !isLastShard) return 0;
        if (ClassLayout.HasPreprocessed(air)) return key.RowsOf(position);
        return air.FixedLogHeight is int f ? 1 << f : null;
    }

    private static string CheckRows(TablePosition[] positions, VerifyingKey key, int[] rows, bool isLast)
    {
        if (rows.Length != positions.Length) return $"The shape has {rows.Length} positions, the machine {positions.Length}.";
        for (int i = 0; i < rows.Length; i++)
        {
            TablePosition p = positions[i];
            string name = $"{p.Air.Name}, position {p.Index}";
            if (rows[i] < 0 || rows[i] > 1 << key.LogHeight) return $"{name}: {rows[i]} rows, expected 0 to 2^{key.LogHeight}.";
            if (RequiredRows(p, key, isLast) is int required && rows[i] != required) return $"{name}: {rows[i]} rows, expected {required}.";
            if (p.Index == 0 || rows[i] == 0) continue;
            if (rows[i - 1] == 0 || ClassLayout.LogHeightOf(rows[i]) > ClassLayout.LogHeightOf(rows[i - 1]))
                return $"{name}: {rows[i]} rows after {rows[i - 1]}; heights must not rise.";
        }

        return "";
    }

    // Main and boundary cells follow this shard's fragments; preprocessed cells follow the key's rows, so that a column
    // lies at the same place in every shard.
    private string PlaceColumns()
    {
        var cells = new long[3];
        foreach (Fragment f in Fragments)
        {
            for (int c = 0; c < f.Slots.Length; c++)
            {
                ColumnKind kind = f.Air.Columns[c].Kind;
                f.Slots[c] = kind is ColumnKind.Main or ColumnKind.Boundary ? Take(ref cells[(int)kind], f.LogHeight, kind) : new ColumnSlot(kind, -1, -1, 0);
            }
        }

        var inUse = new Fragment?[Class.Positions.Length];
        foreach (Fragment f in Fragments) inUse[f.Position.Number] = f;
        foreach (Fragment p in CanonicalOrder(Class.Positions, Key.AllRows(Class.Positions)))
        {
            for (int c = 0; c < p.Slots.Length; c++)
            {
                if (p.Air.Columns[c].Kind != ColumnKind.Preprocessed) continue;
                ColumnSlot slot = Take(ref cells[(int)ColumnKind.Preprocessed], p.LogHeight, ColumnKind.Preprocessed);
                if (inUse[p.Position.Number] is { } f) f.Slots[c] = slot;
            }
        }

        int[] widths = [Class.Class.MainWidth, Class.Class.BoundaryWidth, Class.Class.PreprocessedWidth];
        for (int k = 0; k < widths.Length; k++)
            if (cells[k] > (long)widths[k] << LogHeight) return $"{(ColumnKind)k} columns have {cells[k]} cells, the class has room for {(long)widths[k] << LogHeight}.";
        foreach (Fragment f in Fragments)
        {
            for (int c = 0; c < f.Slots.Length; c++)
            {
                ColumnSlot s = f.Slots[c];
                if (s.Kind == ColumnKind.Virtual) continue;
                int first = 0;
                for (int k = 0; k < (int)s.Kind; k++) first += widths[k];
                f.Slots[c] = s with { StackedColumn = first + s.Column };
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

    private string PlaceLeaves()
    {
        long room = 1L << Class.Class.LogLeaves - 1;
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
                    f.LeafStarts[j] = room + GlobalLeaves;
                    GlobalLeaves += 1L << f.LogHeight;
                }
            }
        }

        long larger = Math.Max(LocalLeaves, GlobalLeaves);
        return larger > room ? $"The shape has {larger} leaves of a scope, the class has room for {room}." : "";
    }
}
