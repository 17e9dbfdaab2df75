using Zkfp.Core.Field;
using Zkfp.Prover.Kernels;

namespace Zkfp.Prover.Gkr;

/// <summary>The textbook sumcheck of G = N₀·D₁ + N₁'·D₀ on short arrays.</summary>
internal sealed unsafe class ScalarLayer
{
    private readonly KoalaBear5[] _n0, _n1, _d0, _d1;
    private int _size;

    /// <summary>A layer of so many elements, zero.</summary>
    public ScalarLayer(int size)
    {
        _size = size;
        _n0 = new KoalaBear5[size];
        _n1 = new KoalaBear5[size];
        _d0 = new KoalaBear5[size];
        _d1 = new KoalaBear5[size];
    }

    /// <summary>The one element left.</summary>
    public (KoalaBear5 N0, KoalaBear5 N1, KoalaBear5 D0, KoalaBear5 D1) Last => (_n0[0], _n1[0], _d0[0], _d1[0]);

    /// <summary>A class of a layer; N₁' = N₁ + λ·D₁.</summary>
    public static ScalarLayer FromClass(GkrLayerData data, KoalaBear5 lambda)
    {
        var s = new ScalarLayer(1 << data.LogNodes);
        for (int b = 0; b < s._size; b++)
        {
            (s._n0[b], KoalaBear5 n1, s._d0[b], s._d1[b]) = data.Node(b);
            s._n1[b] = n1 + lambda * s._d1[b];
        }

        return s;
    }

    /// <summary>Sets the elements from <paramref name="first"/> on to the first <paramref name="count"/> of four vectors of groups.</summary>
    public void Set(int first, uint* n0, uint* n1, uint* d0, uint* d1, int count)
    {
        for (int b = 0; b < count; b++)
        {
            _n0[first + b] = Ext.Get(n0, b);
            _n1[first + b] = Ext.Get(n1, b);
            _d0[first + b] = Ext.Get(d0, b);
            _d1[first + b] = Ext.Get(d1, b);
        }
    }

    /// <summary>s(0) and c₂ with the weights eq(rest, ·).</summary>
    public (KoalaBear5 S0, KoalaBear5 C2) Sums(ReadOnlySpan<KoalaBear5> rest)
    {
        KoalaBear5[] eq = EqTable.Expand(rest);
        KoalaBear5 s0 = default, c2 = default;
        int half = _size / 2;
        for (int b = 0; b < half; b++)
        {
            s0 += eq[b] * (_n0[b] * _d1[b] + _n1[b] * _d0[b]);
            c2 += eq[b] * ((_n0[b + half] - _n0[b]) * (_d1[b + half] - _d1[b]) + (_n1[b + half] - _n1[b]) * (_d0[b + half] - _d0[b]));
        }

        return (s0, c2);
    }

    /// <summary>Binds the most significant coordinate.</summary>
    public void Fold(KoalaBear5 r)
    {
        _size /= 2;
        foreach (KoalaBear5[] v in (KoalaBear5[][])[_n0, _n1, _d0, _d1])
            for (int b = 0; b < _size; b++) v[b] += r * (v[b + _size] - v[b]);
    }
}
