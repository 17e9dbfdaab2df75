namespace Zkfp.Protocol.Parameters;

/// <summary>
/// How a matrix is read: its columns are words of N = 2^(n + R) rows, codewords are polynomials of degree at most D = 2^n − 1, and a tuple of codewords is *near*
/// if it agrees with all columns in at least A common rows. Everything here is computed with integers, so that every verifier has the same numbers.
/// <list type="bullet">
/// <item>Unique decoding: A is more than half way between two codewords, so at most one tuple is near.</item>
/// <item>List decoding: A = ⌈√(DN)·(1 + 1/(2m))⌉, a little more than the Johnson bound. At most L = ⌊N(A − D)/(A² − ND)⌋ tuples are near: two of them agree in at
/// most D rows, whatever the alphabet, so counting pairs of agreements gives (LA)²/N − LA ≤ L(L − 1)D.</item>
/// </list>
/// </summary>
public sealed class CodeRegime
{
    private const int LeastMultiplicity = 3;
    private const int MostMultiplicity = 63;

    private CodeRegime(int logRows, int logInvRate, int multiplicity)
    {
        LogRows = logRows;
        LogInvRate = logInvRate;
        Multiplicity = multiplicity;
        long rows = Rows, degree = Degree;
        if (multiplicity == 0)
        {
            Agreement = (rows + degree + 1) / 2;
            ListSize = 1;
            Exceptions = rows;
            return;
        }

        UInt128 t = (UInt128)(2 * multiplicity + 1), half = (UInt128)(2 * multiplicity), n = (UInt128)rows, d = (UInt128)degree;
        Agreement = (long)CeilSqrt(CeilDivide(d * n * t * t, half * half));
        UInt128 a = (UInt128)Agreement;
        ListSize = Agreement > rows ? long.MaxValue : (long)(n * (a - d) / (a * a - n * d));

        // ⌈(m + ½)/√(D/N)⌉ − 1 and ⌈(m + ½)²/(3·D/N)⌉ − 1.
        UInt128 degreeY = CeilSqrt(CeilDivide(t * t * n, 4 * d)) - 1, degreeZ = CeilDivide(t * t * n, 12 * d) - 1;
        UInt128 joint = degreeZ + degreeY + 4 * d * degreeY * degreeZ;
        Exceptions = (long)((2 * degreeY - 1) * degreeZ + CeilDivide((n - d) * joint, a - d) + (n - d - 1) * degreeY);
    }

    /// <summary>n: log₂ of the coefficients of a column.</summary>
    public int LogRows { get; }

    /// <summary>R: the rate is 2^−R.</summary>
    public int LogInvRate { get; }

    /// <summary>m: the larger, the nearer A is to the Johnson bound. 0 for unique decoding.</summary>
    public int Multiplicity { get; }

    /// <summary>Whether several tuples can be near.</summary>
    public bool IsList => Multiplicity != 0;

    /// <summary>N.</summary>
    public long Rows => 1L << LogRows + LogInvRate;

    /// <summary>D.</summary>
    public long Degree => (1L << LogRows) - 1;

    /// <summary>A: the fewest rows that a near tuple has in common with all columns.</summary>
    public long Agreement { get; }

    /// <summary>L: the most tuples that are near.</summary>
    public long ListSize { get; }

    /// <summary>
    /// E: challenges z for which a codeword near U + zV may be another than u + zv for near u, v with the same rows in common, at most. Unique decoding: N
    /// (BCIKS20). List decoding, with μ = ⌈(m + ½)/√ρ⌉ − 1, h = ⌈(m + ½)²/(3ρ)⌉ − 1, ρ = D/N: (2μ − 1)h + (N − D)/(A − D)·(h + μ + 4Dμh) + (N − D − 1)μ, rounded up
    /// (ePrint 2026/2056, Theorem 5.12).
    /// </summary>
    public long Exceptions { get; }

    /// <summary>Unique decoding.</summary>
    public static CodeRegime Unique(int logRows, int logInvRate) => new(logRows, logInvRate, 0);

    /// <summary>List decoding with this m.</summary>
    public static CodeRegime WithMultiplicity(int logRows, int logInvRate, int multiplicity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(logInvRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logRows + logInvRate, Core.Field.KoalaBear.TwoAdicity, nameof(logRows));
        ArgumentOutOfRangeException.ThrowIfLessThan(multiplicity, LeastMultiplicity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(multiplicity, MostMultiplicity);
        return new CodeRegime(logRows, logInvRate, multiplicity);
    }

    /// <summary>List decoding with the largest m, 3 to 63, whose folds take at most so many bits of proof of work (with 3, if none does).</summary>
    public static CodeRegime Johnson(int logRows, int logInvRate, int maxFoldGrindingBits)
    {
        // A falls and E and L rise with m.
        int low = LeastMultiplicity, high = MostMultiplicity;
        while (low < high)
        {
            int m = (low + high + 1) / 2;
            if (WithMultiplicity(logRows, logInvRate, m).FoldGrindingBits <= maxFoldGrindingBits) low = m;
            else high = m - 1;
        }

        return WithMultiplicity(logRows, logInvRate, low);
    }

    /// <summary>g_F: proof of work before the challenge of a fold, which fails for E exceptions and for two roots of each near tuple's false claim.</summary>
    public int FoldGrindingBits => IsList ? ProtocolParameters.FingerprintGrindingBits(Exceptions + 2 * ListSize) : 0;

    /// <summary>
    /// t: rows to open so that a word which agrees with the column in less than A rows is found out, the smallest t ≥ (128.01 − g)/−log₂(A/N). (A − 1 rows of N
    /// would do; A covers that row 0 is drawn with up to 1/p more than its share.) List decoding only.
    /// </summary>
    public int QueryCount(int grindingBits) =>
        (int)Math.Ceiling((ProtocolParameters.SecurityBits + 0.01 - grindingBits) / -Math.Log2(Agreement / (double)Rows));

    private static UInt128 CeilDivide(UInt128 a, UInt128 b) => (a + b - 1) / b;

    // The smallest s with s² ≥ v.
    private static UInt128 CeilSqrt(UInt128 v)
    {
        var s = (UInt128)Math.Sqrt((double)v);
        while (s * s < v) s++;
        while (s != 0 && (s - 1) * (s - 1) >= v) s--;
        return s;
    }
}
