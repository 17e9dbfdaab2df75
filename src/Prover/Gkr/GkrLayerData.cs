using Zkfp.Core.Field;
using Zkfp.Core.Memory;
using Zkfp.Prover.Kernels;

namespace Zkfp.Prover.Gkr;

/// <summary>
/// One class (local or global) of layer k of the GKR circuit: for each of its 2^(k−1) nodes the fractions of its two children. Stored up to the
/// last node that is not (0, 1), padded with (0, 1) to whole blocks. Leaf numerators are base elements.
/// </summary>
internal sealed unsafe class GkrLayerData : IDisposable
{
    private readonly NativeBuffer[] _buffers;

    /// <summary>Allocates a layer of which <paramref name="active"/> of 2^<paramref name="logNodes"/> nodes are stored; contents undefined.</summary>
    public GkrLayerData(int logNodes, long active, bool baseNumerators)
    {
        LogNodes = logNodes;
        BaseNumerators = baseNumerators;
        Stored = StoredFor(logNodes, active);
        long ext = Ext.Groups(Stored) * Ext.Words;
        long numerator = baseNumerators ? Stored : ext;
        _buffers = [new(numerator), new(numerator), new(ext), new(ext)];
    }

    /// <summary>log₂ of the nodes of the class.</summary>
    public int LogNodes { get; }

    /// <summary>Whether numerators are base elements.</summary>
    public bool BaseNumerators { get; }

    /// <summary>Nodes stored: zero, or at least 16 (with lanes past the last node unused), a multiple of a block when there are blocks.</summary>
    public long Stored { get; }

    /// <summary>Numerators of left children.</summary>
    public uint* N0 => _buffers[0].Pointer;

    /// <summary>Numerators of right children.</summary>
    public uint* N1 => _buffers[1].Pointer;

    /// <summary>Denominators of left children.</summary>
    public uint* D0 => _buffers[2].Pointer;

    /// <summary>Denominators of right children.</summary>
    public uint* D1 => _buffers[3].Pointer;

    /// <summary>Bytes in use.</summary>
    public long Bytes
    {
        get
        {
            long n = 0;
            foreach (NativeBuffer b in _buffers) n += b.Length * sizeof(uint);
            return n;
        }
    }

    /// <summary>Nodes that a class with <paramref name="active"/> nodes stores.</summary>
    public static long StoredFor(int logNodes, long active)
    {
        if (active == 0) return 0;
        long nodes = Math.Max(Ext.Group, 1L << logNodes);
        return Math.Min(nodes, (active + EqTable.Block - 1) & -EqTable.Block);
    }

    /// <summary>Sets nodes from <paramref name="first"/> (a multiple of 16) on to (0, 1).</summary>
    public void FillTail(long first)
    {
        if (first >= Stored) return;
        long groups = Ext.Groups(Stored - first);
        if (BaseNumerators)
        {
            Clear(N0 + first, groups * Ext.Group);
            Clear(N1 + first, groups * Ext.Group);
        }
        else
        {
            Clear(Ext.At(N0, first), groups * Ext.Words);
            Clear(Ext.At(N1, first), groups * Ext.Words);
        }

        Ext.Fill(Ext.At(D0, first), groups, KoalaBear5.One);
        Ext.Fill(Ext.At(D1, first), groups, KoalaBear5.One);
    }

    /// <summary>The children of a node; (0, 1) past the stored ones.</summary>
    public (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) Node(long b)
    {
        if (b >= Stored) return (default, default, KoalaBear5.One, KoalaBear5.One);
        KoalaBear5 n0 = BaseNumerators ? KoalaBear.FromRaw(N0[b]) : Ext.Get(N0, b);
        KoalaBear5 n1 = BaseNumerators ? KoalaBear.FromRaw(N1[b]) : Ext.Get(N1, b);
        return (n0, n1, Ext.Get(D0, b), Ext.Get(D1, b));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeBuffer b in _buffers) b.Dispose();
    }

    private static void Clear(uint* p, long words) => System.Runtime.InteropServices.NativeMemory.Clear(p, (nuint)words * sizeof(uint));
}
