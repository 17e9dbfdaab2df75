using Zkfp.Core.Field;
using Zkfp.Core.Memory;
using Zkfp.Protocol.Parameters;

namespace Zkfp.Prover.Kernels;

/// <summary>
/// eq(z, ·) as a product: a table over the last (at most <see cref="LogBlock"/>) coordinates as a vector of groups, padded with zeros, and
/// one factor per block over the others.
/// </summary>
internal sealed unsafe class EqTable : IDisposable
{
    /// <summary>log₂ of the elements in a block, which GKR's order of coordinates is made for.</summary>
    public const int LogBlock = ProtocolParameters.GkrLogBlock;

    /// <summary>Elements in a block.</summary>
    public const int Block = 1 << LogBlock;

    private readonly NativeBuffer _low;

    /// <summary>The table of a point, in blocks of at most 2^<paramref name="logBlock"/> elements; coordinate 0 is the most significant bit.</summary>
    public EqTable(ReadOnlySpan<KoalaBear5> point, int logBlock = LogBlock)
    {
        int low = Math.Min(point.Length, logBlock);
        Elements = 1 << low;
        Groups = (int)Ext.Groups(Elements);
        KoalaBear5[] values = Expand(point[^low..]);
        _low = new NativeBuffer(Groups * Ext.Words, clear: true);
        for (int i = 0; i < values.Length; i++) Ext.Set(_low.Pointer, i, values[i]);
        Factors = Expand(point[..^low]);
    }

    /// <summary>Elements of a block.</summary>
    public int Elements { get; }

    /// <summary>Groups of a block.</summary>
    public int Groups { get; }

    /// <summary>Values of one block.</summary>
    public uint* Low => _low.Pointer;

    /// <summary>Factor of each block.</summary>
    public KoalaBear5[] Factors { get; }

    /// <summary>eq(point, b) for all b.</summary>
    public static KoalaBear5[] Expand(ReadOnlySpan<KoalaBear5> point)
    {
        var t = new KoalaBear5[1 << point.Length];
        t[0] = KoalaBear5.One;
        int size = 1;
        foreach (KoalaBear5 z in point)
        {
            for (int i = size - 1; i >= 0; i--)
            {
                KoalaBear5 hi = t[i] * z;
                t[2 * i + 1] = hi;
                t[2 * i] = t[i] - hi;
            }

            size *= 2;
        }

        return t;
    }

    /// <inheritdoc/>
    public void Dispose() => _low.Dispose();
}
