using Zkfp.Core.Air;
using Zkfp.Core.Trace;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables;

/// <summary>
/// A table. Its fields are its columns; its constructor declares them and states the constraints, in the order that the machine's digest
/// binds; its methods write its rows.
/// </summary>
internal abstract class Table(TableAir air)
{
    private AirProgram? _program;

    /// <summary>Columns, constraints and messages, captured when first asked for.</summary>
    public AirProgram Air => _program ??= air.Capture();

    /// <summary>A trace of so many rows, all zero.</summary>
    public TraceTable NewTrace(int rows)
    {
        var trace = new TraceTable(Air, rows);
        trace.SetRows(rows);
        return trace;
    }
}

/// <summary>A table with a row for each record that <see cref="ShardRecorder"/> made for it.</summary>
internal abstract class StepTable(TableAir air) : Table(air)
{
    /// <summary>The table whose records it has rows for; null: its own.</summary>
    public virtual TableId? Source => null;

    /// <summary>So many records together are one thing, such as a call of a primitive…</summary>
    public virtual int RecordsPerGroup => 1;

    /// <summary>… that takes so many rows.</summary>
    public virtual int RowsPerGroup => 1;

    /// <summary>
    /// The table with whose rows those of <paramref name="id"/> come, and how many with each: a table whose records are its own has one row with each of its own.
    /// </summary>
    public static (TableId Table, int Rows) RowsPerRowOf(MipsMachine machine, TableId id) =>
        machine.Tables[(int)id] is StepTable { Source: { } source } table
            ? (source, table.RowsPerGroup / ((StepTable)machine.Tables[(int)source]).RowsPerGroup)
            : (id, 1);

    /// <summary>Writes the rows of a block of records.</summary>
    public virtual void Fill(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            Row(ref w, s, default);
            w.EndRow();
        }
    }

    /// <summary>Writes every column of a row but those of a base class. <paramref name="op"/> is the ROM row, where the table fetches one.</summary>
    protected abstract void Row(ref RowWriter w, in StepRecord s, in RomRow op);
}

/// <summary>A table of instructions: time, pc, npc come first.</summary>
internal abstract class InstructionTable : StepTable
{
    private readonly TableColumn _time, _pc, _npc;
    private readonly bool _hasNpc;

    /// <summary>Declares what instructions have in common. <paramref name="sequential"/>: npc is always pc + 1, and no column.</summary>
    protected InstructionTable(TableAir air, bool sequential = false)
        : base(air)
    {
        T = new InstructionAir(air, sequential);
        (_time, _pc, _npc, _hasNpc) = (T.Time, T.Pc, T.NpcColumn.GetValueOrDefault(), !sequential);
    }

    /// <summary>To declare and state what instructions need.</summary>
    protected InstructionAir T { get; }

    /// <summary>To declare and state anything.</summary>
    protected TableAir B => T.B;

    /// <inheritdoc/>
    public override void Fill(ref RowWriter w, ReadOnlySpan<StepRecord> steps)
    {
        foreach (ref readonly StepRecord s in steps)
        {
            Start(ref w, s);
            Row(ref w, s, w.Op(s));
            w.EndRow();
        }
    }

    /// <summary>Writes time, pc and npc.</summary>
    protected void Start(ref RowWriter w, in StepRecord s)
    {
        w.Put(_time, s.Time);
        w.Put(_pc, s.Pc);
        if (_hasNpc) w.Put(_npc, s.Npc);
    }
}
