using System.Numerics;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Verifier.Tests.Reference;

/// <summary>docs/protocol.md §13 again: the constants of a layer, and what follows from them, with integers of any length.</summary>
internal sealed record ReferenceLayer(string Domain, int Rate, int Fold, int Step, int MaxFinal, bool IsList, int Work = 20)
{
    public static ReferenceLayer Of(ProofLayer layer) => layer switch
    {
        ProofLayer.Shard => new("zkfp shard v3", 1, 3, 1, 10, false),
        ProofLayer.Shrink => new("zkfp shrink v3", 3, 3, 2, 8, true, 16),
        ProofLayer.Final => new("zkfp final v3", 6, 4, 2, 9, true),
        _ => new("zkfp l1 v3", 7, 4, 3, 9, true, 24),
    };

    /// <summary>What is asked of a matrix with columns of 2^n coefficients at rate 2^−R: queries, their proof of work, the proof of work of a fold.</summary>
    public (int Queries, int QueryWork, int FoldWork) Matrix(int n, int rate)
    {
        if (!IsList)
        {
            int t = rate switch { 1 => 268, 2 => 166, 3 => 135, 4 => 123, _ => throw new ArgumentOutOfRangeException(nameof(rate)) };
            return (t, rate == 1 ? 17 : 16, 0);
        }

        int m = 63;
        while (m > 3 && FoldWork(n, rate, m) > 14) m--;
        double share = (double)Numbers(n, rate, m).Agreement / Math.Pow(2, n + rate);
        return ((int)Math.Ceiling((128.01 - Work) / -Math.Log2(share)), Work, FoldWork(n, rate, m));
    }

    /// <summary>A, L and E of §13.</summary>
    public static (BigInteger Agreement, BigInteger Near, BigInteger Exceptions) Numbers(int n, int rate, int m) =>
        OfCode(BigInteger.One << n + rate, (BigInteger.One << n) - 1, m);

    /// <summary>The same for a code of length N and degree D.</summary>
    public static (BigInteger Agreement, BigInteger Near, BigInteger Exceptions) OfCode(BigInteger length, BigInteger degree, int m)
    {
        // A ≥ √(DN)(1 + 1/2m); μ is the largest integer below (m + ½)√(N/D), h the largest below (m + ½)²N/(3D).
        BigInteger odd = 2 * m + 1, a = Root(Up(degree * length * odd * odd, 4 * m * m));
        BigInteger mu = Root(Up(odd * odd * length, 4 * degree)) - 1, h = Up(odd * odd * length, 12 * degree) - 1;
        BigInteger near = length * (a - degree) / (a * a - length * degree);
        return (a, near, (2 * mu - 1) * h + Up((length - degree) * (h + mu + 4 * degree * mu * h), a - degree) + (length - degree - 1) * mu);
    }

    private static int FoldWork(int n, int rate, int m)
    {
        (_, BigInteger near, BigInteger exceptions) = Numbers(n, rate, m);
        int g = 0;
        while (exceptions + 2 * near > new BigInteger(128750250) << g) g++;
        return g;
    }

    private static BigInteger Up(BigInteger a, BigInteger b) => (a + b - 1) / b;

    // The smallest s with s² ≥ v, by halving.
    private static BigInteger Root(BigInteger v)
    {
        BigInteger low = 0, high = v + 1;
        while (low < high)
        {
            BigInteger s = (low + high) / 2;
            if (s * s >= v) high = s;
            else low = s + 1;
        }

        return low;
    }
}
