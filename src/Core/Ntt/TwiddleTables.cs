using Zkfp.Core.Field;
using Zkfp.Core.Kernels;
using Zkfp.Core.Memory;

namespace Zkfp.Core.Ntt;

/// <summary>
/// Twiddles of the remainder tree. A block of the tree holds f mod X^(2h) − T[k]² and splits by T[k] into blocks 2k (X^h − T[k]) and 2k + 1
/// (X^h + T[k]); T[k] = ω^rev(k) does not depend on the level, T[2k]² = T[k] and T[2k + 1] = ω₄ · T[2k]. So one table serves all sizes and
/// rates. Tables are built once per process and lane count and grow by need.
/// </summary>
internal sealed unsafe class TwiddleTables
{
    private static readonly Lock s_lock = new();

    // By log₂ of the lane count. Replaced tables stay alive: other threads may still read them; sizes grow geometrically, so they add
    // at most as much again.
    private static readonly TwiddleTables?[] s_tables = new TwiddleTables?[5];
    private static readonly List<TwiddleTables> s_replaced = [];

    private readonly NativeBuffer _memory;
    private readonly int _logLength;

    private TwiddleTables(int logLength, int logLanes)
    {
        _logLength = logLength;
        int lanes = 1 << logLanes;
        int pairs = Math.Max(1, (1 << logLength) / (2 * lanes)), quads = Math.Max(1, (1 << logLength) / (4 * lanes));
        int leaves = Math.Max(1, (1 << logLength) / (lanes * lanes)), leafWords = lanes * (lanes - 1);
        long quadOffset = (pairs + 15L) & ~15L, leafOffset = (quadOffset + (long)quads * QuadWords + 15) & ~15L;
        _memory = new NativeBuffer(leafOffset + (long)leaves * leafWords);
        Pair = _memory.Pointer;
        Quad = Pair + quadOffset;
        Leaf = Pair + leafOffset;

        // The whole of T, for the building alone.
        int all = Math.Max(1, 1 << (logLength - 1));
        using var buffer = new NativeBuffer(all);
        Span<KoalaBear> t = buffer.AsElements(0, all);
        Fill(t);
        new ReadOnlySpan<uint>(buffer.Pointer, pairs).CopyTo(new Span<uint>(Pair, pairs));

        KoalaBear i = KoalaBear.RootOfUnity(2);
        for (int k = 0; k < quads; k++)
        {
            // T[2k], or its definition where the table is too short for it.
            KoalaBear b = 2 * k < all ? t[2 * k] : KoalaBear.One, b2 = b * b, b3 = b2 * b;
            uint* q = Quad + (long)k * QuadWords;
            q[0] = b.Raw;
            q[1] = b2.Raw;
            q[2] = b3.Raw;
            q[3] = (i * b).Raw;
            q[4] = (-(i * b3)).Raw;
        }

        if ((long)leaves * lanes * lanes > 1L << logLength) return;
        uint* leaf = Leaf;
        for (int block = 0; block < leaves; block++)
        {
            for (int level = 0; level < logLanes; level++)
            {
                for (int sub = 0; sub < 1 << level; sub++)
                {
                    for (int lane = 0; lane < lanes; lane++) *leaf++ = t[((block * lanes + lane) << level) + sub].Raw;
                }
            }
        }
    }

    /// <summary>Words per entry of <see cref="Quad"/>.</summary>
    public const int QuadWords = 5;

    /// <summary>T[k], for radix-2 layers of blocks of at least two vectors.</summary>
    public uint* Pair { get; }

    /// <summary>For radix-4 steps on block k: b, b², b³, ω₄b, −ω₄b³ with b = T[2k].</summary>
    public uint* Quad { get; }

    /// <summary>
    /// For the last layers, done on transposed squares of lanes × lanes elements: per square and layer l, 2^l vectors whose lane λ is
    /// T[((square · lanes + λ) &lt;&lt; l) + sub].
    /// </summary>
    public uint* Leaf { get; }

    /// <summary>Tables for codewords up to 2^<paramref name="logLength"/>.</summary>
    public static TwiddleTables Get(int logLength, int logLanes)
    {
        TwiddleTables? tables = Volatile.Read(ref s_tables[logLanes]);
        if (tables is not null && tables._logLength >= logLength) return tables;
        lock (s_lock)
        {
            tables = s_tables[logLanes];
            if (tables is not null && tables._logLength >= logLength) return tables;
            if (tables is not null) s_replaced.Add(tables);
            tables = new TwiddleTables(Math.Max(logLength, 12), logLanes);
            Volatile.Write(ref s_tables[logLanes], tables);
            return tables;
        }
    }

    /// <summary>Writes T[0 …]; the length is a power of two.</summary>
    public static void Fill(Span<KoalaBear> t)
    {
        t[0] = KoalaBear.One;

        // Bit m of k contributes ω of order 2^(m + 2).
        for (int m = 0; 1 << m < t.Length; m++)
            BaseKernels.Scale(t[..(1 << m)], KoalaBear.RootOfUnity(m + 2), t.Slice(1 << m, 1 << m));
    }
}
