using System.Runtime.CompilerServices;
using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Rom;

namespace Zkfp.MipsVm.Tracing;

/// <summary>
/// Writes rows of one table by column, and counts what they look up. Its methods match those by which <see cref="InstructionAir"/> declares
/// columns. Each stored column is written once per row; with the switch <c>Zkfp.CheckRows</c> (as in tests) this is checked. All values are
/// canonical.
/// </summary>
internal unsafe ref struct RowWriter
{
    private const uint P = KoalaBear.P, Unwritten = uint.MaxValue;

    // A constant when the code is compiled: without the switch, a column costs one indexed store.
    private static readonly bool Checked = AppContext.TryGetSwitch("Zkfp.CheckRows", out bool on) && on;

    private readonly uint** _columns;
    private readonly AirProgram _air;
    private readonly ReadOnlySpan<RomRow> _ops;
    private readonly Histograms _histograms;
    private int _row;

    /// <summary>
    /// Starts at a row. <paramref name="columns"/> points to the column starts (virtual columns: null) and outlives the writer; at most
    /// <paramref name="count"/> rows are written.
    /// </summary>
    public RowWriter(uint** columns, AirProgram air, int row, int count, ReadOnlySpan<RomRow> ops, Histograms histograms)
    {
        _columns = columns;
        _air = air;
        _row = row;
        _ops = ops;
        _histograms = histograms;
        if (!Checked) return;
        for (int i = 0; i < air.Columns.Count; i++)
            if (columns[i] is not null) new Span<uint>(columns[i] + row, count).Fill(Unwritten);
    }

    /// <summary>The ROM row of a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref readonly RomRow Op(in StepRecord s) => ref _ops[s.Op];

    /// <summary>Writes a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(in TableColumn column, uint value)
    {
        if (Checked) CheckOnce(column.Index);

        // SAFETY: the column is one of the table's, which are all in _columns; rows are within the capacity given to the filler.
        _columns[column.Index][_row] = value;
    }

    /// <summary>Writes 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(in TableColumn column, bool value) => Put(column, value ? 1u : 0u);

    /// <summary>Writes a signed number as a field element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PutSigned(in TableColumn column, int value) => Put(column, value < 0 ? (uint)value + P : (uint)value);

    /// <summary>Writes both limbs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(in WordColumns columns, uint value)
    {
        Put(columns.Low, value & 0xFFFF);
        Put(columns.High, value >> 16);
    }

    /// <summary>Writes both limbs and counts their range checks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PutChecked(in WordColumns columns, uint value)
    {
        Put(columns, value);
        Range(value & 0xFFFF);
        Range(value >> 16);
    }

    /// <summary>Writes the bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(in ByteColumns columns, uint value)
    {
        Put(columns.B0, value & 0xFF);
        Put(columns.B1, value >> 8 & 0xFF);
        Put(columns.B2, value >> 16 & 0xFF);
        Put(columns.B3, value >> 24);
    }

    /// <summary>Writes the bytes and counts their checks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PutChecked(in ByteColumns columns, uint value)
    {
        Put(columns, value);
        Bytes(value & 0xFF, value >> 8 & 0xFF);
        Bytes(value >> 16 & 0xFF, value >> 24);
    }

    /// <summary>Limbs and previous time of an access in a slot; used for reads (the value) and writes (the old value).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Access(in AccessColumns columns, uint value, uint previous, uint time, int slot)
    {
        Put(columns.Before, value);
        Previous(columns.Previous, previous, time, slot);
    }

    /// <summary>An access that the row does not make.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void NoAccess(in AccessColumns columns)
    {
        Put(columns.Before, 0u);
        Put(columns.Previous, 0u);
    }

    /// <summary>Previous time alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Previous(in TableColumn column, uint previous, uint time, int slot)
    {
        Put(column, previous);
        Range(time + (uint)slot - previous - 1);
    }

    /// <summary>Register A in slot 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void ReadA(in AccessColumns columns, in StepRecord s) => Access(columns, s.A, s.PreviousA, s.Time, 0);

    /// <summary>Previous time of register A, whose value other columns hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PreviousA(in TableColumn column, in StepRecord s) => Previous(column, s.PreviousA, s.Time, 0);

    /// <summary>Register B in slot 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void ReadB(in AccessColumns columns, in StepRecord s) => Access(columns, s.B, s.PreviousB, s.Time, 1);

    /// <summary>Previous time of register B, whose value other columns hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PreviousB(in TableColumn column, in StepRecord s) => Previous(column, s.PreviousB, s.Time, 1);

    /// <summary>Old value of the register written in slot 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void WriteD(in AccessColumns columns, in StepRecord s) => Access(columns, s.D, s.PreviousD, s.Time, 3);

    /// <summary>Previous time of the register written, whose old value other columns hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void PreviousD(in TableColumn column, in StepRecord s) => Previous(column, s.PreviousD, s.Time, 3);

    /// <summary>Old value of the memory word accessed in slot 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void MemoryWord(in AccessColumns columns, in StepRecord s) => Access(columns, s.M, s.PreviousM, s.Time, 2);

    /// <summary>The inverse mod p, 0 for 0.</summary>
    public readonly void PutInverse(in TableColumn column, KoalaBear value) => Put(column, value == KoalaBear.Zero ? 0 : value.Inverse().Value);

    /// <summary>The inverse mod p of a number below 2^17, 0 for 0.</summary>
    public readonly void PutInverse(in TableColumn column, uint value) => Put(column, SmallInverses.Of(value));

    /// <summary>Counts a 16-bit range check.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Range(uint value) => _histograms.Range16[value]++;

    /// <summary>Counts a look-up of which of five digits are odd.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Parities(uint digits) => _histograms.Parities[digits]++;

    /// <summary>Counts the check of a sign bit of a limb.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Sign(uint limb) => Range(limb << 1 & 0xFFFF);

    /// <summary>Counts a check of x &lt; 2^bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Bits(int bits, uint value)
    {
        if (value >> bits != 0) throw new InvalidOperationException($"{value} has more than {bits} bits.");
        _histograms.Bits[(1u << bits) + value]++;
    }

    /// <summary>Counts an AND of two bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void And(uint x, uint y) => _histograms.And[x << 8 | y]++;

    /// <summary>Counts a check of two bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Bytes(uint x, uint y) => _histograms.BytePair[x << 8 | y]++;

    /// <summary>Ends the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        if (Checked) CheckComplete();
        _row++;
    }

    private readonly void CheckOnce(int column)
    {
        if (_columns[column] is null || _columns[column][_row] != Unwritten) throw Wrong(column, "is written twice");
    }

    private readonly void CheckComplete()
    {
        for (int i = 0; i < _air.Columns.Count; i++)
        {
            if (_columns[i] is null) continue;
            if (_columns[i][_row] == Unwritten) throw Wrong(i, "is not written");
            if (_columns[i][_row] >= P) throw Wrong(i, $"is {_columns[i][_row]}, not below p");
        }
    }

    private readonly InvalidOperationException Wrong(int column, string what) => new($"row {_row}: {_air.Name}.{_air.Columns[column].Name} {what}");
}
