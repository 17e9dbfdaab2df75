using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Zkfp.Core.Field;
using Zkfp.Core.Kernels.Simd;

namespace Zkfp.Core.Kernels;

/// <summary>
/// Loops over vectors of extension elements (five planes) and of base elements. All run on the calling thread; callers split work
/// with slices. Destinations may be an operand itself unless said otherwise, but may not partly overlap it.
/// </summary>
[SkipLocalsInit]
public static unsafe partial class ExtKernels
{
    /// <summary>
    /// Binds the first (most significant) coordinate of a multilinear polynomial to <paramref name="r"/>: with h = a.Length / 2,
    /// destination[i] = a[i] + r · (a[i + h] − a[i]). The destination may be the first half of <paramref name="a"/>.
    /// </summary>
    public static void Fold(ExtSpan a, KoalaBear5 r, ExtSpan destination) =>
        Fold(a.Slice(0, a.Length / 2), a.Slice(a.Length / 2, a.Length - a.Length / 2), r, destination);

    /// <summary>destination[i] = low[i] + r · (high[i] − low[i]); all of one length.</summary>
    public static void Fold(ExtSpan low, ExtSpan high, KoalaBear5 r, ExtSpan destination)
    {
        CheckLength(high.Length, low.Length, nameof(high));
        CheckLength(destination.Length, low.Length, nameof(destination));
        int n = low.Length, i = 0;
        if (Lanes512.IsSupported) i = FoldLanes<Lanes512, Vector512<uint>>(low, high, r, destination, n);
        else if (Lanes256.IsSupported) i = FoldLanes<Lanes256, Vector256<uint>>(low, high, r, destination, n);
        else if (Lanes128.IsSupported) i = FoldLanes<Lanes128, Vector128<uint>>(low, high, r, destination, n);
        for (; i < n; i++)
        {
            KoalaBear5 l = low.Get(i);
            destination.Set(i, l + r * (high.Get(i) - l));
        }
    }

    /// <summary><see cref="Fold(ExtSpan, KoalaBear5, ExtSpan)"/> of a base-field vector.</summary>
    public static void Fold(ReadOnlySpan<KoalaBear> a, KoalaBear5 r, ExtSpan destination) =>
        Fold(a[..(a.Length / 2)], a[(a.Length / 2)..], r, destination);

    /// <summary>destination[i] = low[i] + r · (high[i] − low[i]) for base-field vectors; all of one length.</summary>
    public static void Fold(ReadOnlySpan<KoalaBear> low, ReadOnlySpan<KoalaBear> high, KoalaBear5 r, ExtSpan destination)
    {
        CheckLength(high.Length, low.Length, nameof(high));
        CheckLength(destination.Length, low.Length, nameof(destination));
        fixed (KoalaBear* l = low, h = high)
        {
            int n = low.Length, i = 0;
            if (Lanes512.IsSupported) i = FoldBaseLanes<Lanes512, Vector512<uint>>((uint*)l, (uint*)h, r, destination, n);
            else if (Lanes256.IsSupported) i = FoldBaseLanes<Lanes256, Vector256<uint>>((uint*)l, (uint*)h, r, destination, n);
            else if (Lanes128.IsSupported) i = FoldBaseLanes<Lanes128, Vector128<uint>>((uint*)l, (uint*)h, r, destination, n);
            for (; i < n; i++) destination.Set(i, r * (h[i] - l[i]) + l[i]);
        }
    }

    /// <summary>destination[i] = a[i] · b[i].</summary>
    public static void Multiply(ExtSpan a, ExtSpan b, ExtSpan destination)
    {
        CheckLength(b.Length, a.Length, nameof(b));
        CheckLength(destination.Length, a.Length, nameof(destination));
        int n = a.Length, i = 0;
        if (Lanes512.IsSupported) i = MultiplyLanes<Lanes512, Vector512<uint>>(a, b, destination, n);
        else if (Lanes256.IsSupported) i = MultiplyLanes<Lanes256, Vector256<uint>>(a, b, destination, n);
        else if (Lanes128.IsSupported) i = MultiplyLanes<Lanes128, Vector128<uint>>(a, b, destination, n);
        for (; i < n; i++) destination.Set(i, a.Get(i) * b.Get(i));
    }

    /// <summary>destination[i] = a[i] · b[i] for a base-field vector <paramref name="b"/>.</summary>
    public static void Multiply(ExtSpan a, ReadOnlySpan<KoalaBear> b, ExtSpan destination)
    {
        CheckLength(b.Length, a.Length, nameof(b));
        CheckLength(destination.Length, a.Length, nameof(destination));
        for (int k = 0; k < KoalaBear5.Degree; k++) BaseKernels.Multiply(a.Plane(k), b, destination.Plane(k));
    }

    /// <summary>destination[i] = a[i] · c.</summary>
    public static void Scale(ExtSpan a, KoalaBear5 c, ExtSpan destination)
    {
        CheckLength(destination.Length, a.Length, nameof(destination));
        int n = a.Length, i = 0;
        if (Lanes512.IsSupported) i = ScaleLanes<Lanes512, Vector512<uint>>(a, c, destination, n, false);
        else if (Lanes256.IsSupported) i = ScaleLanes<Lanes256, Vector256<uint>>(a, c, destination, n, false);
        else if (Lanes128.IsSupported) i = ScaleLanes<Lanes128, Vector128<uint>>(a, c, destination, n, false);
        for (; i < n; i++) destination.Set(i, a.Get(i) * c);
    }

    /// <summary>destination[i] += a[i] · c.</summary>
    public static void AddScaled(ExtSpan destination, ExtSpan a, KoalaBear5 c)
    {
        CheckLength(destination.Length, a.Length, nameof(destination));
        int n = a.Length, i = 0;
        if (Lanes512.IsSupported) i = ScaleLanes<Lanes512, Vector512<uint>>(a, c, destination, n, true);
        else if (Lanes256.IsSupported) i = ScaleLanes<Lanes256, Vector256<uint>>(a, c, destination, n, true);
        else if (Lanes128.IsSupported) i = ScaleLanes<Lanes128, Vector128<uint>>(a, c, destination, n, true);
        for (; i < n; i++) destination.Set(i, destination.Get(i) + a.Get(i) * c);
    }

    /// <summary>destination[i] = a[i] + b[i].</summary>
    public static void Add(ExtSpan a, ExtSpan b, ExtSpan destination)
    {
        for (int k = 0; k < KoalaBear5.Degree; k++) BaseKernels.Add(a.Plane(k), b.Plane(k), destination.Plane(k));
    }

    /// <summary>destination[i] = a[i] − b[i].</summary>
    public static void Subtract(ExtSpan a, ExtSpan b, ExtSpan destination)
    {
        for (int k = 0; k < KoalaBear5.Degree; k++) BaseKernels.Subtract(a.Plane(k), b.Plane(k), destination.Plane(k));
    }

    /// <summary>Σ aᵢ · bᵢ.</summary>
    public static KoalaBear5 Dot(ExtSpan a, ExtSpan b)
    {
        CheckLength(b.Length, a.Length, nameof(b));
        int n = a.Length, i = 0;
        KoalaBear5 sum = default;
        if (Lanes512.IsSupported) i = DotLanes<Lanes512, Vector512<uint>>(a, b, n, out sum);
        else if (Lanes256.IsSupported) i = DotLanes<Lanes256, Vector256<uint>>(a, b, n, out sum);
        else if (Lanes128.IsSupported) i = DotLanes<Lanes128, Vector128<uint>>(a, b, n, out sum);
        for (; i < n; i++) sum += a.Get(i) * b.Get(i);
        return sum;
    }

    /// <summary>Σ aᵢ · bᵢ: with b = eq(r, ·), the value at r of the multilinear polynomial <paramref name="a"/>.</summary>
    public static KoalaBear5 Dot(ReadOnlySpan<KoalaBear> a, ExtSpan b)
    {
        CheckLength(b.Length, a.Length, nameof(b));
        fixed (KoalaBear* pa = a) return DotBase((uint*)pa, b);
    }

    /// <summary>result[c] = Σ_r weights[r] · column c[r]: the values of many columns at one point.</summary>
    public static void DotColumns(BaseMatrix columns, ExtSpan weights, Span<KoalaBear5> result)
    {
        CheckLength(weights.Length, columns.Rows, nameof(weights));
        CheckLength(result.Length, columns.Columns, nameof(result));
        result.Clear();
        for (int start = 0; start < columns.Rows; start += RowBlock)
        {
            int length = Math.Min(RowBlock, columns.Rows - start);
            ExtSpan w = weights.Slice(start, length);
            for (int c = 0; c < columns.Columns; c++) result[c] += DotBase(columns.Pointer + c * columns.Stride + start, w);
        }
    }

    /// <summary>destination[r] += Σ_c coefficients[c] · column c[r].</summary>
    public static void AccumulateColumns(ExtSpan destination, BaseMatrix columns, ReadOnlySpan<KoalaBear5> coefficients)
    {
        CheckLength(destination.Length, columns.Rows, nameof(destination));
        CheckLength(coefficients.Length, columns.Columns, nameof(coefficients));
        int n = columns.Rows, i = 0;
        if (Lanes512.IsSupported) i = AccumulateLanes<Lanes512, Vector512<uint>>(destination, columns, coefficients);
        else if (Lanes256.IsSupported) i = AccumulateLanes<Lanes256, Vector256<uint>>(destination, columns, coefficients);
        else if (Lanes128.IsSupported) i = AccumulateLanes<Lanes128, Vector128<uint>>(destination, columns, coefficients);
        for (; i < n; i++)
        {
            KoalaBear5 sum = destination.Get(i);
            for (int c = 0; c < coefficients.Length; c++)
                sum += coefficients[c] * KoalaBear.FromRaw(columns.Pointer[c * columns.Stride + i]);
            destination.Set(i, sum);
        }
    }

    /// <summary>
    /// destination[b] = scale · eq(point, b); coordinate 0 is the most significant bit of b. Length: 2^point.Length.
    /// </summary>
    public static void EqExpand(ReadOnlySpan<KoalaBear5> point, KoalaBear5 scale, ExtSpan destination)
    {
        CheckLength(destination.Length, 1 << point.Length, nameof(destination));
        destination.Set(0, scale);

        // Coordinates from the last to the first: each doubles the filled prefix with a new most significant bit.
        for (int k = point.Length - 1, length = 1; k >= 0; k--, length *= 2)
        {
            ExtSpan low = destination.Slice(0, length), high = destination.Slice(length, length);
            Scale(low, point[k], high);
            Subtract(low, high, low);
        }
    }

    /// <summary>
    /// The message of a plain sumcheck round on Σ_b f(b) · w(b), first coordinate: s(0) = Σ f₀w₀ and the leading coefficient
    /// Σ (f₁ − f₀)(w₁ − w₀), halves in index order.
    /// </summary>
    public static (KoalaBear5 C0, KoalaBear5 C2) ProductRound(ExtSpan f, ExtSpan w)
    {
        CheckLength(w.Length, f.Length, nameof(w));
        int h = f.Length / 2;
        return ProductRound(f.Slice(0, h), f.Slice(h, h), w.Slice(0, h), w.Slice(h, h));
    }

    /// <summary>Σ f₀w₀ and Σ (f₁ − f₀)(w₁ − w₀) over vectors of one length.</summary>
    public static (KoalaBear5 C0, KoalaBear5 C2) ProductRound(ExtSpan f0, ExtSpan f1, ExtSpan w0, ExtSpan w1)
    {
        CheckLength(f1.Length, f0.Length, nameof(f1));
        CheckLength(w0.Length, f0.Length, nameof(w0));
        CheckLength(w1.Length, f0.Length, nameof(w1));
        int n = f0.Length, i = 0;
        KoalaBear5 c0 = default, c2 = default;
        if (Lanes512.IsSupported) i = ProductRoundLanes<Lanes512, Vector512<uint>>(f0, f1, w0, w1, n, out c0, out c2);
        else if (Lanes256.IsSupported) i = ProductRoundLanes<Lanes256, Vector256<uint>>(f0, f1, w0, w1, n, out c0, out c2);
        else if (Lanes128.IsSupported) i = ProductRoundLanes<Lanes128, Vector128<uint>>(f0, f1, w0, w1, n, out c0, out c2);
        for (; i < n; i++)
        {
            KoalaBear5 a = f0.Get(i), b = w0.Get(i);
            c0 += a * b;
            c2 += (f1.Get(i) - a) * (w1.Get(i) - b);
        }

        return (c0, c2);
    }

    // Weights of a block, 5 planes of 1024 words, stay in the first-level cache while all columns pass.
    private const int RowBlock = 1024;

    private static KoalaBear5 DotBase(uint* a, ExtSpan b)
    {
        int n = b.Length, i = 0;
        KoalaBear5 sum = default;
        if (Lanes512.IsSupported) i = DotBaseLanes<Lanes512, Vector512<uint>>(a, b, n, out sum);
        else if (Lanes256.IsSupported) i = DotBaseLanes<Lanes256, Vector256<uint>>(a, b, n, out sum);
        else if (Lanes128.IsSupported) i = DotBaseLanes<Lanes128, Vector128<uint>>(a, b, n, out sum);
        for (; i < n; i++) sum += b.Get(i) * KoalaBear.FromRaw(a[i]);
        return sum;
    }

    private static void CheckLength(int actual, int expected, string name)
    {
        if (actual != expected) throw new ArgumentException($"Length {actual}, expected {expected}.", name);
    }
}
