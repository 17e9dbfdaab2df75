using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Zkfp.Core.Machine;

namespace Zkfp.Core.Tests.Machine;

/// <summary>How rows are spread over positions, for any numbers of rows and positions and any height.</summary>
public class PositionRowsTests
{
    /// <summary>A table: 1 to 2^h · positions rows, near powers of two as often as anywhere.</summary>
    public sealed record Case(int Rows, int LogHeight, int Positions);

    [Property(MaxTest = 5000, Arbitrary = [typeof(Cases)])]
    public bool Rows_are_preserved(Case c) => Split(c).Rows.Sum() == c.Rows;

    [Property(MaxTest = 5000, Arbitrary = [typeof(Cases)])]
    public bool Heights_fit_do_not_rise_and_absent_positions_are_last(Case c)
    {
        int before = c.LogHeight;
        foreach (int n in Split(c).Rows)
        {
            int height = n == 0 ? -1 : PositionRows.LogHeightOf(n);
            if (n < 0 || height > before) return false;
            before = height;
        }

        return true;
    }

    /// <summary>The sum that is returned is that of the heights, and only the last position in use has padding, or the only one is the smallest.</summary>
    [Property(MaxTest = 5000, Arbitrary = [typeof(Cases)])]
    public bool Padding_lies_at_the_last_position(Case c)
    {
        (int[] rows, long padded) = Split(c);
        int last = Array.FindLastIndex(rows, n => n != 0);
        long sum = 0;
        for (int i = 0; i <= last; i++)
        {
            sum += 1L << PositionRows.LogHeightOf(rows[i]);
            if (i != last && rows[i] != 1 << PositionRows.LogHeightOf(rows[i])) return false;
        }

        return sum == padded;
    }

    /// <summary>
    /// Never more cells than with one position where one holds the rows; with P positions, less padding than the part of the rows below their P − 1 highest
    /// bits, except that tables up to 2^12 rows are not split and no position is lower than 2^8.
    /// </summary>
    [Property(MaxTest = 5000, Arbitrary = [typeof(Cases)])]
    public bool Padding_is_small(Case c)
    {
        long padding = Split(c).Padded - c.Rows;
        if (c.Rows > 1 << c.LogHeight) return padding < 1L << c.LogHeight - 1 || padding < 256;
        return padding <= (1L << PositionRows.LogHeightOf(c.Rows)) - c.Rows && padding < Math.Max(1 << 11, c.Rows >> c.Positions - 1);
    }

    [Theory]
    [InlineData(0, 8, new[] { 0, 0 })]
    [InlineData(1, 8, new[] { 1, 0 })]
    [InlineData(257, 8, new[] { 256, 1 })]
    [InlineData(512, 8, new[] { 256, 256 })]
    [InlineData(5000, 20, new[] { 4096, 904 })]
    [InlineData(8192, 20, new[] { 8192, 0 })]
    public void Examples(int rows, int logHeight, int[] expected) => Assert.Equal(expected, Split(new Case(rows, logHeight, expected.Length)).Rows);

    [Fact]
    public void More_rows_than_the_positions_hold_throw() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PositionRows.Split(513, 8, new int[2]));

    private static (int[] Rows, long Padded) Split(Case c)
    {
        var rows = new int[c.Positions];
        Array.Fill(rows, 99);
        return (rows, PositionRows.Split(c.Rows, c.LogHeight, rows));
    }

    /// <summary>Generates and shrinks cases.</summary>
    public static class Cases
    {
        public static Arbitrary<Case> Case()
        {
            Gen<Case> gen =
                from h in Gen.Choose(8, 23)
                from positions in Gen.Choose(1, 8)
                from power in Gen.Choose(0, h + 3)
                from near in Gen.Choose(-3, 3)
                from any in Gen.Choose(0, int.MaxValue)
                from kind in Gen.Choose(0, 2)
                let most = (int)Math.Min((long)positions << h, int.MaxValue)
                let n = kind == 0 ? (1 << Math.Min(power, 26)) + near : kind == 1 ? any % (1 << Math.Min(power, 26)) : any
                select new Case(Math.Clamp(n, 1, most), h, positions);
            return Arb.From(gen, c => from n in (int[])[c.Rows / 2, c.Rows - 1] where n > 0 select c with { Rows = n });
        }
    }
}
