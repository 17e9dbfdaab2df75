using Zkfp.Core.Air;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables;
using Zkfp.MipsVm.Tables.Fixed;
using Zkfp.MipsVm.Tables.Primitives;

namespace Zkfp.MipsVm.Planning;

/// <summary>What a shard has room for.</summary>
/// <param name="LogHeight">h: log₂ of the rows of its matrices.</param>
/// <param name="MainCells">Cells of main columns, padding included.</param>
/// <param name="LocalMessages">Messages on local buses, padding included.</param>
public sealed record ShardSize(int LogHeight, long MainCells, long LocalMessages)
{
    /// <summary>Columns of the main matrix of a usual shard: then an average program fills the tree of messages as it fills the matrix.</summary>
    public const int MainWidth = 45;

    /// <summary>The most columns of one: rows with many cells and few messages may fill more.</summary>
    public const int MostMainWidth = 75;

    /// <summary>log₂ of the local messages of a row of the matrices.</summary>
    public const int LogMessagesPerRow = 5;

    /// <summary>The usual size.</summary>
    public static ShardSize Default { get; } = ForHeight(20);

    /// <summary>
    /// The size of a shard whose matrices have 2^<paramref name="logHeight"/> rows. It may have a quarter more messages than the tree of the usual class: then its
    /// matrix is full, and what the next tree has beyond the messages costs nothing; of 2^21 rows an eighth more, since a message takes some 84 bytes and the peak
    /// should stay below 8 GiB.
    /// </summary>
    public static ShardSize ForHeight(int logHeight) =>
        new(logHeight, (long)MostMainWidth << logHeight, (logHeight > 20 ? 9L : 10L) << logHeight + LogMessagesPerRow - 3);
}

/// <summary>
/// Cuts shards so that their tables fit their positions, the main matrix and the tree of messages. Rows are counted by the table of each instruction's ROM rows
/// that has the fewest positions, or where another instruction follows than the one behind it by that table's twin for delay slots. Where another one proves
/// it, that one is about as large, and has room for all that it may have to prove; rarely used ones have bounds of their own.
/// </summary>
internal sealed class TableLimits : ShardLimits
{
    // How far to look ahead: so many 512ths of what a shard has. The first one is what may stay unused.
    private static readonly int[] Growths = [1, 4, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096, 8192, 16384, 32768];
    private const int GrowthUnit = 512;

    // What going on must gain: predictions are not better, and behind a doubled height there is no way back.
    private const double Worth = 1.003;

    // Columns come in such blocks; and what a shard costs whatever it holds, as columns.
    private const int ColumnStep = 15, Overhead = 8;

    // The part kept free for rows that are not counted where they lie: the other rows of branches, renewed times.
    private const int Margin = 48;

    // A table's next height is dear if it adds such a part of a shard's cells.
    private const int DearDoubling = 32;

    // What a shard holds at least beyond what all have.
    private const int LeastCells = 1 << 14;

    private readonly MipsMachine _machine;
    private readonly long _mainCells, _localMessages;
    private readonly int _logHeight;
    private readonly int[] _main, _local, _cost, _delayed, _rareCalls = new int[OpcodeInfo.Count];
    private readonly (int Table, int Rows)[] _rowsPerRowOf;
    private readonly int[] _split = new int[64];
    private readonly byte[][] _kinds, _kindsOfFused;

    // Tables that hold rows which are counted elsewhere, and where these may be counted.
    private readonly List<(int Table, int[] Kinds)> _shared = [];

    // Memory words that a row accesses, at most for a unit of cost; instructions of a row, and units of one, at least.
    private readonly int[] _words, _instructions;
    private readonly double _wordsPerUnit;
    private readonly int _leastCost = int.MaxValue;

    /// <summary>Limits for a program.</summary>
    public TableLimits(ProgramTables program, ShardSize size)
    {
        _machine = program.Machine;
        _logHeight = size.LogHeight;
        int tables = _machine.Definition.Tables.Count;
        (_main, _local, _cost, _words) = (new int[tables], new int[tables], new int[tables], new int[tables]);
        _instructions = [.. Enumerable.Repeat(1, tables)];
        foreach (Operation o in Enum.GetValues<Operation>())
            if (Fusion.IsFused(o)) _instructions[(int)OperationInfo.All[(int)o].Table] = Fusion.Length(o);
        _delayed = [.. Enumerable.Range(0, tables)];
        foreach (OperationInfo info in OperationInfo.All)
            if (info != default && (int)info.Table < tables) _delayed[(int)info.Table] = (int)info.Delayed;
        for (int t = 0; t < tables; t++)
        {
            AirProgram air = _machine.Definition.Tables[t];
            _main[t] = air.CountColumns(ColumnKind.Main);
            foreach (AirInteraction i in air.Interactions)
            {
                if (i.Bus.Scope == BusScope.Local) _local[t]++;
                if (i.Bus == Buses.Memory && !i.IsPush && _machine.Tables[t] is InstructionTable) _words[t]++;
            }

            _cost[t] = Math.Max(1, _main[t] + _local[t]);
        }

        // Rows that come with those of another table are counted, and paid for, with them.
        _rowsPerRowOf = new (int, int)[tables];
        foreach (TableSpec spec in TableList.For(_machine.Order)[..tables])
        {
            int t = (int)spec.Id;
            (TableId of, int count) = StepTable.RowsPerRowOf(_machine, spec.Id);
            _rowsPerRowOf[t] = ((int)of, count);
            if (of != spec.Id) _cost[(int)of] += count * _cost[t];
            foreach (Opcode opcode in spec.CostOf)
                if (OpcodeInfo.IsPrimitive(opcode)) _rareCalls[(int)opcode] = (int)OperationInfo.All[(int)spec.Operations[0].Operation].Rare;
        }

        for (int t = 0; t < tables; t++)
        {
            if (_machine.Tables[t] is not InstructionTable) continue;
            _wordsPerUnit = Math.Max(_wordsPerUnit, _words[t] / (double)_cost[t]);
            _leastCost = Math.Min(_leastCost, _cost[t] / _instructions[t]);
        }

        _kinds = new byte[program.FirstRows.Length][];
        _kindsOfFused = new byte[program.FirstRows.Length][];
        var shared = new bool[tables, tables];
        for (int r = 0; r < _kinds.Length; r++)
        {
            _kinds[r] = new byte[program.FirstRows[r].Length];
            _kindsOfFused[r] = new byte[_kinds[r].Length];
            for (int i = 0; i < _kinds[r].Length; i++)
            {
                int first = program.FirstRows[r][i];
                if (program.RomRows[first].Operation is var o && Fusion.IsFused(o))
                {
                    _kindsOfFused[r][i + Fusion.Length(o) - 1] = (byte)OperationInfo.All[(int)o].Table;
                    first++;
                }

                _kinds[r][i] = (byte)Counted(program.RomRows, first, shared);
            }
        }

        for (int t = 0; t < tables; t++)
        {
            int[] kinds = [.. Enumerable.Range(0, tables).Where(k => k == t || shared[t, k])];
            if (kinds.Length > 1) _shared.Add((t, kinds));
        }

        // Rows that every shard has.
        Fixed = new uint[tables];
        Fixed[(int)TableId.Range16] = Fixed[(int)TableId.Bytes] = 1 << 16;
        Fixed[(int)TableId.Bits] = BitsTable.RowCount;
        if (_machine.HasPrimitives) Fixed[(int)TableId.Parities] = ParitiesTable.RowCount;
        Fixed[(int)TableId.Rom] = (uint)program.RomRows.Length;
        Fixed[(int)TableId.RegisterBoundary] = 1 << PositionRows.MinLogHeight;

        // Four units of time an instruction, from 4 on.
        MaxInstructions = (1u << ExecutionPublicValues.LogMaxTime - 2) - 2;

        // A shard holds more than what all have.
        (long main, long local) = Padded(new uint[tables], 0);
        long Least(long cells) => (cells + LeastCells) * Margin / (Margin - 1) + 1;
        (_mainCells, _localMessages) = (Math.Max(size.MainCells, Least(main)), Math.Max(size.LocalMessages, Least(local)));
    }

    private uint[] Fixed { get; }

    /// <summary>
    /// The table by which an instruction is counted, from its first ROM row: that with the fewest positions, the first of them. Fault rows are left out: the
    /// exception that each raises is counted, too. Notes for all tables that may prove the instruction where it is counted.
    /// </summary>
    private int Counted(RomRow[] rows, int first, bool[,] shared)
    {
        int counted = (int)OperationInfo.All[(int)rows[first].Operation].Table, end = first + 1;
        for (; end < rows.Length && rows[end].Pc == rows[first].Pc && rows[end].Operation is not (Operation.Gap or Operation.Hole); end++)
        {
            if (!Proves(rows[end], out OperationInfo info)) continue;
            if (Positions((int)info.Table) < Positions(counted)) counted = (int)info.Table;
        }

        for (int i = first; i < end; i++)
        {
            if (!Proves(rows[i], out OperationInfo info)) continue;
            shared[(int)info.Table, counted] = true;
            shared[(int)info.Delayed, _delayed[counted]] = true;
        }

        return counted;

        static bool Proves(in RomRow row, out OperationInfo info)
        {
            info = OperationInfo.All[(int)row.Operation];
            return info != default && row.Operation is not (Operation.LoadFault or Operation.StoreFault or Operation.OperandFault);
        }
    }

    private int Positions(int table) => _machine.Definition.Tables[table].Positions;

    /// <inheritdoc/>
    public override int Kinds => _main.Length;

    /// <inheritdoc/>
    public override int NoInstruction => (int)TableId.FetchFault;

    /// <inheritdoc/>
    public override int Exception => (int)TableId.Exception;

    /// <inheritdoc/>
    public override int TouchedWord => (int)TableId.Boundary;

    /// <inheritdoc/>
    public override int NearWrap => (int)TableId.LoadWordWrap;

    /// <inheritdoc/>
    public override int RareCall(Opcode primitive) => _rareCalls[(int)primitive];

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> KindsOfWords => _kinds;

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> KindsOfFused => _kindsOfFused;

    /// <inheritdoc/>
    public override int InstructionsOf(int kind) => _instructions[kind];

    /// <inheritdoc/>
    public override int Delayed(int kind) => _delayed[kind];

    /// <inheritdoc/>
    public override int Cost(int kind) => _cost[kind];

    /// <summary>The most rows that a table can have in a shard.</summary>
    public long MostRows(TableId table) => (long)Positions((int)table) << _logHeight;

    /// <summary>Whether rows of one more table fit into the shard, too.</summary>
    public bool FitsWith(ReadOnlySpan<uint> rows, TableId table, int more)
    {
        uint[] all = rows.ToArray();
        all[(int)table] += (uint)more;
        return Fits(all, 0);
    }

    /// <inheritdoc/>
    public override long Room(ReadOnlySpan<uint> rows) => WithRenewals(rows, RoomOfTables(rows));

    private long RoomOfTables(ReadOnlySpan<uint> rows)
    {
        long units = 0, most = long.MaxValue;
        for (int t = 0; t < rows.Length; t++)
        {
            (int of, int count) = _rowsPerRowOf[t];
            if (of == t) units += (long)rows[t] * _cost[t];

            // One row more than the units allow may come in.
            most = Math.Min(most, (MostRows((TableId)t) / count - 2 - rows[of]) * _cost[of]);
        }

        foreach ((int table, int[] kinds) in _shared)
        {
            long left = MostRows((TableId)table) - 2, cost = long.MaxValue;
            foreach (int kind in kinds) (left, cost) = (left - rows[kind], Math.Min(cost, _cost[kind]));
            most = Math.Min(most, left * cost);
        }

        if (units == 0) return Fits(rows, 0) ? Math.Min(most, Math.Max(1, _mainCells / 64)) : 0;

        // Goes on to where a row costs least, if the program goes on as it did; a table that is about to double its height may make that here.
        double best = Worth * Yield(rows, 0);
        long goal = 0;
        foreach (int growth in Growths)
        {
            double share = growth / (double)GrowthUnit;
            if (!Fits(rows, share)) break;
            if (Yield(rows, share) is var yield && yield <= best) continue;
            (best, goal) = (yield, (long)(share * units));
        }

        return Math.Min(Math.Min(goal, most), Math.Max(1, Math.Min(units / 8, UpToDoubling(rows))));
    }

    // As many of the units as cannot lead to more renewed times of words than their table holds, by either bound: each is due to an access, and between two of
    // one word there are 2^16 time units.
    private long WithRenewals(ReadOnlySpan<uint> rows, long units)
    {
        const int logWait = 14, call = 64; // instructions in 2^16 time units; more words than a call accesses
        long accesses = 0, instructions = 0, room = MostRows(TableId.MemoryRefresh);
        for (int t = 0; t < rows.Length; t++) (accesses, instructions) = (accesses + (long)rows[t] * _words[t], instructions + (long)rows[t] * _instructions[t]);
        for (; units > 0; units /= 2)
        {
            long touched = rows[TouchedWord] + units / _cost[TouchedWord] + call, waits = (instructions + units / _leastCost >> logWait) + 1;
            if (Math.Min(accesses + (long)(units * _wordsPerUnit) + call, touched * waits) <= room) break;
        }

        return units;
    }

    // Units until a table's height could double that takes a good part of the shard, if only its rows came: the mix of rows may change.
    private long UpToDoubling(ReadOnlySpan<uint> rows)
    {
        long units = long.MaxValue;
        for (int t = 0; t < rows.Length; t++)
        {
            (int of, int count) = _rowsPerRowOf[t];
            if (rows[of] == 0) continue;
            long n = count * (rows[of] + 1L) + Fixed[t], padded = Padded(t, n);
            if ((Padded(t, padded + 1) - padded) * _main[t] >= _mainCells / DearDoubling && padded - n >= count)
                units = Math.Min(units, (padded - n) / count * _cost[of]);
        }

        return units;
    }

    // Whether the rows, with a share more of each, fit with their padding.
    private bool Fits(ReadOnlySpan<uint> rows, double share)
    {
        (long main, long local) = Padded(rows, share);
        return main <= _mainCells - _mainCells / Margin && local <= _localMessages - _localMessages / Margin;
    }

    // Cells and messages of the rows, with a share more of each, for what the shard costs: the columns that hold them, the messages, and what any shard does.
    private double Yield(ReadOnlySpan<uint> rows, double share)
    {
        double used = 0;
        for (int t = 0; t < rows.Length; t++) used += (1 + share) * _rowsPerRowOf[t].Rows * rows[_rowsPerRowOf[t].Table] * (_main[t] + _local[t]);
        (long main, long local) = Padded(rows, share);
        long columns = main + main / Margin >> _logHeight, width = (columns / ColumnStep + 1) * ColumnStep;
        return used / ((width + Overhead << _logHeight) + local);
    }

    private (long Main, long Local) Padded(ReadOnlySpan<uint> rows, double share)
    {
        long main = 0, local = 0;
        for (int t = 0; t < rows.Length; t++)
        {
            (int of, int count) = _rowsPerRowOf[t];
            uint counted = rows[of];
            long n = count * (counted + (long)(counted * share) + (counted == 0 ? 0 : 1)) + Fixed[t];
            long padded = Padded(t, n);
            if (padded == long.MaxValue) return (long.MaxValue, long.MaxValue);
            main += padded * _main[t];
            local += padded * _local[t];
        }

        return (main, local);
    }

    // Rows with padding; long.MaxValue if the table's positions do not hold so many.
    private long Padded(int table, long rows)
    {
        int positions = _machine.Definition.Tables[table].Positions;
        return rows > (long)positions << _logHeight ? long.MaxValue : PositionRows.Split((int)rows, _logHeight, _split.AsSpan(0, positions));
    }
}
