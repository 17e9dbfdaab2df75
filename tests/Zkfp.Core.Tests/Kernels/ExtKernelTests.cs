using Zkfp.Core.Field;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;

namespace Zkfp.Core.Tests.Kernels;

/// <summary>Every loop against the scalar operators, at lengths around the lane counts.</summary>
public class ExtKernelTests
{
    public static TheoryData<int> Lengths => [0, 1, 3, 4, 5, 8, 15, 16, 17, 31, 32, 33, 64, 100, 1024, 2049];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Element_wise_operations(int n)
    {
        KoalaBear5[] a = Values.Ext(n, n), b = Values.Ext(n, n + 1);
        KoalaBear[] x = Values.Base(n, n + 2);
        KoalaBear5 c = Values.Ext(1, n + 3)[0];
        using ExtVector va = new(a), vb = new(b), d = new(n);

        ExtKernels.Multiply(va.Span, vb.Span, d.Span);
        Assert.Equal(a.Zip(b, (p, q) => p * q), d.Span.ToArray());
        ExtKernels.Multiply(va.Span, x, d.Span);
        Assert.Equal(a.Zip(x, (p, q) => p * q), d.Span.ToArray());
        ExtKernels.Scale(va.Span, c, d.Span);
        Assert.Equal(a.Select(p => p * c), d.Span.ToArray());
        ExtKernels.AddScaled(d.Span, vb.Span, c);
        Assert.Equal(a.Zip(b, (p, q) => p * c + q * c), d.Span.ToArray());
        ExtKernels.Add(va.Span, vb.Span, d.Span);
        Assert.Equal(a.Zip(b, (p, q) => p + q), d.Span.ToArray());
        ExtKernels.Subtract(va.Span, vb.Span, d.Span);
        Assert.Equal(a.Zip(b, (p, q) => p - q), d.Span.ToArray());

        ExtKernels.Multiply(va.Span, vb.Span, va.Span);
        Assert.Equal(a.Zip(b, (p, q) => p * q), va.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Folds(int half)
    {
        KoalaBear5[] a = Values.Ext(2 * half, half);
        KoalaBear[] x = Values.Base(2 * half, half + 1);
        KoalaBear5 r = Values.Ext(1, half + 2)[0];
        IEnumerable<KoalaBear5> expected = Enumerable.Range(0, half).Select(i => a[i] + r * (a[i + half] - a[i])).ToArray();
        using ExtVector v = new(a), d = new(half);
        ExtKernels.Fold(v.Span, r, d.Span);
        Assert.Equal(expected, d.Span.ToArray());
        ExtKernels.Fold(v.Span, r, v.Span.Slice(0, half));
        Assert.Equal(expected, v.Span.Slice(0, half).ToArray());
        ExtKernels.Fold(x, r, d.Span);
        Assert.Equal(Enumerable.Range(0, half).Select(i => r * (x[i + half] - x[i]) + x[i]), d.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums(int n)
    {
        CheckSums(Values.Ext(n, n), Values.Ext(n, n + 1), Values.Ext(n, n + 2), Values.Ext(n, n + 3), Values.Base(n, n + 4));
        KoalaBear5[] largest = Values.Ext(Values.Largest(5 * n));
        CheckSums(largest, largest, largest, largest, Values.Largest(n));
        CheckSums(largest, Values.Ext(n, 9), new KoalaBear5[n], largest, Values.Largest(n));
    }

    [Fact]
    public void Largest_values_do_not_overflow_the_accumulators()
    {
        const int n = 1 << 14;
        KoalaBear5[] largest = Values.Ext(Values.Largest(5 * n));
        CheckSums(largest, largest, new KoalaBear5[n], new KoalaBear5[n], Values.Largest(n));
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(37, 1)]
    [InlineData(64, 30)]
    [InlineData(1500, 5)]
    [InlineData(2048, 0)]
    public void Columns(int rows, int columns)
    {
        foreach (bool largest in (bool[])[false, true])
        {
            KoalaBear[] cells = largest ? Values.Largest(rows * columns) : Values.Base(rows * columns, rows);
            KoalaBear5[] coefficients = largest ? Values.Ext(Values.Largest(5 * columns)) : Values.Ext(columns, 1);
            KoalaBear5[] weights = largest ? Values.Ext(Values.Largest(5 * rows)) : Values.Ext(rows, 2);
            KoalaBear5[] start = Values.Ext(rows, 3);
            using var memory = new NativeBuffer(rows * columns);
            cells.CopyTo(memory.AsElements(0, cells.Length));
            using ExtVector w = new(weights), d = new(start);
            BaseMatrix matrix = Matrix(memory, rows, columns);

            var dots = new KoalaBear5[columns];
            ExtKernels.DotColumns(matrix, w.Span, dots);
            for (int c = 0; c < columns; c++)
                Assert.Equal(Enumerable.Range(0, rows).Aggregate(KoalaBear5.Zero, (s, r) => s + weights[r] * cells[c * rows + r]), dots[c]);

            ExtKernels.AccumulateColumns(d.Span, matrix, coefficients);
            for (int r = 0; r < rows; r++)
                Assert.Equal(Enumerable.Range(0, columns).Aggregate(start[r], (s, c) => s + coefficients[c] * cells[c * rows + r]), d[r]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Eq_table_equals_the_product_formula(int variables)
    {
        KoalaBear5[] point = Values.Ext(variables, 5);
        KoalaBear5 scale = Values.Ext(1, 6)[0];
        using ExtVector eq = new(1 << variables);
        ExtKernels.EqExpand(point, scale, eq.Span);
        for (int b = 0; b < 1 << variables; b++)
        {
            KoalaBear5 expected = scale;
            for (int i = 0; i < variables; i++)
                expected *= (b >> (variables - 1 - i) & 1) != 0 ? point[i] : KoalaBear5.One - point[i];
            Assert.Equal(expected, eq[b]);
        }
    }

    [Fact]
    public void Conversions()
    {
        foreach (int n in (int[])[0, 1, 7, 8, 9, 100])
        {
            uint[] canonical = Values.Base(n, n).Select(x => x.Value).ToArray();
            var work = (uint[])canonical.Clone();
            Span<KoalaBear> elements = BaseKernels.ToMontgomery(work);
            Assert.Equal(canonical.Select(x => new KoalaBear(x)), elements.ToArray());
            var back = new uint[n];
            BaseKernels.FromMontgomery(elements, back);
            Assert.Equal(canonical, back);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Base_operations(int n)
    {
        KoalaBear[] a = Values.Base(n, n), b = Values.Base(n, n + 7), d = new KoalaBear[n];
        BaseKernels.Add(a, b, d);
        Assert.Equal(a.Zip(b, (p, q) => p + q), d);
        BaseKernels.Subtract(a, b, d);
        Assert.Equal(a.Zip(b, (p, q) => p - q), d);
        BaseKernels.Multiply(a, b, d);
        Assert.Equal(a.Zip(b, (p, q) => p * q), d);
        BaseKernels.Scale(a, 12345, d);
        Assert.Equal(a.Select(p => p * 12345), d);
    }

    [Fact]
    public void Lengths_that_differ_are_refused()
    {
        using ExtVector a = new(8), b = new(9);
        Assert.Throws<ArgumentException>(() => ExtKernels.Multiply(a.Span, b.Span, a.Span));
        Assert.Throws<ArgumentException>(() => ExtKernels.Dot(a.Span, b.Span));
        Assert.Throws<ArgumentException>(() => ExtKernels.Fold(a.Span, default, b.Span));
        Assert.Throws<ArgumentOutOfRangeException>(() => a.Span.Slice(4, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => a[8]);
    }

    private static unsafe BaseMatrix Matrix(NativeBuffer memory, int rows, int columns) => new(memory.Pointer, rows, rows, columns);

    private static void CheckSums(KoalaBear5[] a, KoalaBear5[] b, KoalaBear5[] c, KoalaBear5[] d, KoalaBear[] x)
    {
        using ExtVector va = new(a), vb = new(b), vc = new(c), vd = new(d);
        KoalaBear5 ab = default, xb = default, c2 = default;
        for (int i = 0; i < a.Length; i++)
        {
            ab += a[i] * b[i];
            xb += b[i] * x[i];
            c2 += (c[i] - a[i]) * (d[i] - b[i]);
        }

        Assert.Equal(ab, ExtKernels.Dot(va.Span, vb.Span));
        Assert.Equal(xb, ExtKernels.Dot(x, vb.Span));
        Assert.Equal((ab, c2), ExtKernels.ProductRound(va.Span, vc.Span, vb.Span, vd.Span));
    }
}
