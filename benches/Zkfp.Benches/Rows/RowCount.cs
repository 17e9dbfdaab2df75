using System.Globalization;
using System.Numerics;
using Zkfp.Core.Air;
using Zkfp.Core.Hash;
using Zkfp.Core.Machine;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Pipeline;
using Zkfp.MipsVm.Planning;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tables;
using Zkfp.MipsVm.Tables.Fixed;
using Zkfp.MipsVm.Tables.Primitives;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.Benches.Rows;

/// <summary>
/// Committed cells and messages per instruction, by table: counted, not timed, so the same each time. Shards that hold memory only are not in it.
/// Usage: rows ELF [--stdin FILE] [--shards N] [--forms] [--cuts] [-- ARGS…]; --forms adds, by operation, how often a register is written that is read, too
/// (d = a, d = b), how often $0 is read, and how often the next instruction is not the one behind it; --cuts says of each shard what it fills.
/// </summary>
internal sealed class RowCount
{
    private readonly MachineDefinition _machine;
    private readonly ProgramTables _program;
    private readonly long[] _rows, _padded;
    private readonly Dictionary<Operation, long[]> _forms = [];
    private readonly bool _cuts;
    private Fill _used, _taken;
    private ulong _instructions;
    private int _shards;

    private RowCount(ProgramTables program, bool cuts)
    {
        (_program, _machine, _cuts) = (program, program.Machine.Definition, cuts);
        (_rows, _padded) = (new long[_machine.Tables.Count], new long[_machine.Tables.Count]);
    }

    /// <summary>The command.</summary>
    public static int Run(string[] args)
    {
        int end = Array.IndexOf(args, "--");
        string[] own = end < 0 ? args : args[..end], guest = end < 0 ? [] : args[(end + 1)..];
        if (own.Length == 0)
        {
            Console.Error.WriteLine("usage: rows ELF [--stdin FILE] [--shards N] [--forms] [--cuts] [-- ARGS…]");
            return 2;
        }

        string? Option(string name) => Array.IndexOf(own, name) is int i and >= 0 && i + 1 < own.Length ? own[i + 1] : null;
        var program = new ProgramTables(Firmware.Load(File.ReadAllBytes(own[0]), Profile.Linux));
        using Stream input = Option("--stdin") is { } file ? File.OpenRead(file) : Stream.Null;
        var host = new LinuxHost(program.Image.Endianness, new LinuxHostOptions { Arguments = ["guest", .. guest], Stdin = input });
        var count = new RowCount(program, own.Contains("--cuts"));
        count.Execute(host, int.Parse(Option("--shards") ?? int.MaxValue.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        count.PrintTables();
        if (own.Contains("--forms")) count.PrintForms();
        return 0;
    }

    private void Execute(IHost host, int shards)
    {
        var recorder = new ShardRecorder(_program);
        foreach (ExecutionShard shard in ExecutionPipeline.Execute(_program, host))
        {
            if (shard.Recorded is not { } recorded || _shards == shards) break;
            recorder.Start(recorded.Start.Registers);
            var sink = new RecordingSink(recorder);
            recorded.Trace(ref sink, recorded.Start.OpenMemory());
            recorder.Finish();
            _instructions += shard.Instructions;
            _shards++;
            (_used, _taken) = (default, default);
            for (int t = 0; t < _rows.Length; t++)
            {
                if (_program.Machine.Tables[t] is StepTable table)
                    Add((TableId)t, recorder.Buffers[(int)(table.Source ?? (TableId)t)].Count / table.RecordsPerGroup * table.RowsPerGroup);
            }

            Add(TableId.Boundary, recorder.Memory.Words.Count);
            Add(TableId.RegisterBoundary, 63);
            Add(TableId.Rom, _program.RomRows.Length);
            Add(TableId.Range16, 1 << 16);
            Add(TableId.Bytes, 1 << 16);
            Add(TableId.Bits, BitsTable.RowCount);
            if (_rows.Length > (int)TableId.Parities) Add(TableId.Parities, ParitiesTable.RowCount);
            for (int t = 0; t < _rows.Length; t++)
                if (_program.Machine.Tables[t] is InstructionTable { RecordsPerGroup: 1 }) CountForms(recorder.Buffers[t].Items);
            shard.Discard();
            if (_cuts) PrintCut(shard.Instructions);
        }
    }

    private void Add(TableId table, int rows)
    {
        if (rows == 0) return;
        AirProgram air = _machine.Tables[(int)table];
        Span<int> split = stackalloc int[64];
        long padded = PositionRows.Split(rows, ShardSize.Default.LogHeight, split[..air.Positions]);
        (_rows[(int)table], _padded[(int)table]) = (_rows[(int)table] + rows, _padded[(int)table] + padded);
        int columns = air.CountColumns(ColumnKind.Main), local = air.Interactions.Count(i => i.Bus.Scope == BusScope.Local);
        _used = new(_used.Cells + (long)rows * columns, _used.Messages + (long)rows * local);
        _taken = new(_taken.Cells + padded * columns, _taken.Messages + padded * local);
    }

    /// <summary>Cells of main columns and local messages.</summary>
    private readonly record struct Fill(long Cells, long Messages);

    private void PrintCut(ulong instructions)
    {
        double height = 1L << ShardSize.Default.LogHeight;
        double used = _used.Cells / height, taken = _taken.Cells / height, width = Math.Ceiling(taken / FieldHash.Rate) * FieldHash.Rate;
        int tree = BitOperations.Log2((ulong)_taken.Messages - 1) + 1;
        Print($"shard {_shards}: {instructions} instructions, columns {used:F1} in use, {taken:F1} with padding, of {width}; messages {_used.Messages / Math.Pow(2, tree):P0} of 2^{tree}");
    }

    private void CountForms(ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            RomRow op = _program.RomRows[s.Op];
            Accesses accesses = OperationInfo.All[(int)op.Operation].Accesses;
            if (!_forms.TryGetValue(op.Operation, out long[]? counts)) _forms.Add(op.Operation, counts = new long[5]);
            counts[0]++;
            bool d = (accesses & Accesses.D) != 0;
            if (d && (accesses & Accesses.A) != 0 && op.A == op.D) counts[1]++;
            else if (d && (accesses & Accesses.B) != 0 && op.B == op.D) counts[2]++;
            if ((accesses & Accesses.A) != 0 && op.A == 0 || (accesses & Accesses.B) != 0 && op.B == 0) counts[3]++;
            if (s.Npc != s.Pc + 1) counts[4]++;
        }
    }

    private void PrintTables()
    {
        Print($"{_shards} shards, {_instructions} instructions");
        Print($"{"table",-26}{"rows/instr",11}{"cells",7}{"msgs",6}{"cells/instr",13}{"msgs/instr",12}");
        var tables = new List<(double Cost, string Text)>();
        double cells = 0, messages = 0, paddedCells = 0, paddedMessages = 0;
        for (int t = 0; t < _rows.Length; t++)
        {
            AirProgram air = _machine.Tables[t];
            int width = CellCosts.Cells(_program.Machine, (TableId)t), sent = air.Interactions.Count;
            double rows = (double)_rows[t] / _instructions, padded = (double)_padded[t] / _instructions;
            if (rows > 0) tables.Add((rows * (width + sent), $"{air.Name,-26}{rows,11:F5}{width,7}{sent,6}{rows * width,13:F4}{rows * sent,12:F4}"));
            (cells, messages) = (cells + rows * width, messages + rows * sent);
            (paddedCells, paddedMessages) = (paddedCells + padded * width, paddedMessages + padded * sent);
        }

        foreach ((_, string text) in tables.OrderByDescending(t => t.Cost)) Print($"{text}");
        Print($"{"all",-26}{"",24}{cells,13:F3}{messages,12:F3}");
        Print($"{"with padding",-26}{"",24}{paddedCells,13:F3}{paddedMessages,12:F3}");
        Print($"{_machine.Name}, digest {_machine.Digest}");
        Print($"positions {_machine.Tables.Sum(t => t.Positions)}, C = {_machine.Tables.Sum(t => t.Positions * t.Constraints.Count)}, E = {_machine.Tables.Sum(t => t.Positions * t.Columns.Count(c => c.Kind != ColumnKind.Virtual))}");
    }

    private void PrintForms()
    {
        Print($"{"operation",-26}{"rows/instr",11}{"d = a",10}{"d = b",10}{"with $0",10}{"not in sequence",17}");
        foreach ((Operation operation, long[] n) in _forms.OrderByDescending(f => f.Value[0]))
            Print($"{operation,-26}{(double)n[0] / _instructions,11:F5}{(double)n[1] / n[0],10:P1}{(double)n[2] / n[0],10:P1}{(double)n[3] / n[0],10:P1}{(double)n[4] / n[0],17:P1}");
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
