using System.Runtime.CompilerServices;
using Zkfp.Core.Field;

namespace Zkfp.MipsVm.Machine;

/// <summary>
/// Writes rows of one table, stored column by stored column in declaration order and counts what they look up. The helpers match those of
/// <see cref="InstructionAir"/>. All values are canonical.
/// </summary>
internal unsafe ref struct RowWriter
{
    private const uint P = KoalaBear.P;

    private readonly uint** _columns;
    private readonly int _columnCount;
    private readonly ReadOnlySpan<MicroOp> _ops;
    private readonly Histograms _histograms;
    private int _row;
    private int _column;

    /// <summary>Starts at a row. <paramref name="columns"/> points to the column starts and outlives the writer.</summary>
    public RowWriter(uint** columns, int columnCount, int row, ReadOnlySpan<MicroOp> ops, Histograms histograms)
    {
        _columns = columns;
        _columnCount = columnCount;
        _row = row;
        _ops = ops;
        _histograms = histograms;
    }

    /// <summary>The ROM row of a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref readonly MicroOp Op(in StepRecord s) => ref _ops[s.Op];

    /// <summary>Writes the next column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(uint value)
    {
        // SAFETY: EndRow checks that each row wrote exactly the table's columns; rows are within the capacity given to the filler.
        _columns[_column++][_row] = value;
    }

    /// <summary>Writes both limbs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutWord(uint value)
    {
        Put(value & 0xFFFF);
        Put(value >> 16);
    }

    /// <summary>Writes both limbs and counts their range checks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutChecked(uint value)
    {
        PutWord(value);
        Range(value & 0xFFFF);
        Range(value >> 16);
    }

    /// <summary>Writes a signed number as a field element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PutSigned(int value) => Put(value < 0 ? (uint)value + P : (uint)value);

    /// <summary>Writes 0 or 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(bool value) => Put(value ? 1u : 0u);

    /// <summary>Zeros for columns that the row does not use.</summary>
    public void Skip(int columns)
    {
        for (int i = 0; i < columns; i++) Put(0u);
    }

    /// <summary>time, pc, npc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Head(in StepRecord s)
    {
        HeadInSequence(s);
        Put(s.Npc);
    }

    /// <summary>time, pc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void HeadInSequence(in StepRecord s)
    {
        Put(s.Time);
        Put(s.Pc);
    }

    /// <summary>Limbs and previous time of an access in a slot; used for reads (the value) and writes (the old value).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Access(uint value, uint previous, uint time, int slot)
    {
        PutWord(value);
        Previous(previous, time, slot);
    }

    /// <summary>Previous time alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Previous(uint previous, uint time, int slot)
    {
        Put(previous);
        Range(time + (uint)slot - previous - 1);
    }

    /// <summary>Register A in slot 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReadA(in StepRecord s) => Access(s.A, s.PreviousA, s.Time, 0);

    /// <summary>Register B in slot 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReadB(in StepRecord s) => Access(s.B, s.PreviousB, s.Time, 1);

    /// <summary>Old value of the register written in slot 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteD(in StepRecord s) => Access(s.D, s.PreviousD, s.Time, 3);

    /// <summary>Old value of the memory word accessed in slot 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MemoryWord(in StepRecord s) => Access(s.M, s.PreviousM, s.Time, 2);

    /// <summary>Counts a 16-bit range check.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Range(uint value) => _histograms.Range16[value]++;

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

    /// <summary>The inverse mod p, 0 for 0.</summary>
    public void PutInverse(KoalaBear value) => Put(value == KoalaBear.Zero ? 0 : value.Inverse().Value);

    /// <summary>The inverse mod p of a number below 2^17, 0 for 0.</summary>
    public void PutInverse(uint value) => Put(SmallInverses.Of(value));

    /// <summary>Ends the row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void EndRow()
    {
        if (_column != _columnCount) WrongCount(_column, _columnCount);
        _column = 0;
        _row++;
    }

    private static void WrongCount(int got, int expected) =>
        throw new InvalidOperationException($"Row with {got} columns, expected {expected}.");
}

/// <summary>Inverses mod p of the numbers below 2^17: i⁻¹ = −⌊p/i⌋ · (p mod i)⁻¹.</summary>
internal static class SmallInverses
{
    private static readonly uint[] Table = Build();

    /// <summary>The inverse of <paramref name="value"/>, 0 for 0.</summary>
    public static uint Of(uint value) => Table[value];

    private static uint[] Build()
    {
        const uint p = KoalaBear.P;
        var t = new uint[1 << 17];
        t[1] = 1;
        for (uint i = 2; i < t.Length; i++) t[i] = (uint)((ulong)(p - p / i) * t[p % i] % p);
        return t;
    }
}
