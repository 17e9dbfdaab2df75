using Zkfp.Core.Field;
using Zkfp.Protocol.Parameters;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Steps;

/// <summary>
/// The multilinear extension of "row &lt; n" at suf_k(r), for positions of n rows and height 2^k (docs/protocol.md §10). Digit by digit of six bits of n − 1: a
/// row is at most n − 1 if its highest digit is less, or equal and the rest is at most the rest. Digits of the row are the corners of their coordinates' cube, so
/// "equal" and "less" are entries of tables made from r once.
/// </summary>
internal sealed class ActiveColumn<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private const int Min = ProtocolParameters.MinLogHeight;
    private const int LogDigit = 6;

    private readonly TArithmetic _a;
    private readonly int _logHeight;

    // Of the lowest digit, which every height has: the row's is at most this.
    private readonly TExt[] _atMost;

    // Of a higher digit, by rank: the row's is this, is less. A height that has only some of the digit's bits has those alone, one that has none the digit 0;
    // an absent position has zeros.
    private readonly TExt[][] _equal, _less;

    /// <summary>For the point r of the zerocheck.</summary>
    public ActiveColumn(TArithmetic a, ReadOnlySpan<TExt> r)
    {
        _a = a;
        _logHeight = r.Length;
        TExt zero = a.Constant(KoalaBear5.Zero);
        _atMost = ShardVerifier<TArithmetic, TBase, TExt, TIndex>.EqTable(a, r[^LogDigit..]);
        for (int i = 1; i < _atMost.Length; i++) _atMost[i] = a.Add(_atMost[i - 1], _atMost[i]);
        int digits = (_logHeight + LogDigit - 1) / LogDigit, ranks = _logHeight - Min + 2;
        _equal = new TExt[digits - 1][];
        _less = new TExt[digits - 1][];
        for (int d = 0; d < _equal.Length; d++)
        {
            _equal[d] = new TExt[ranks << LogDigit];
            _less[d] = new TExt[ranks << LogDigit];
            _equal[d].AsSpan().Fill(zero);
            _less[d].AsSpan().Fill(zero);
            int end = _logHeight - LogDigit * (d + 1);
            for (int k = Min; k <= _logHeight; k++)
            {
                int bits = Math.Clamp(k - LogDigit * (d + 1), 0, LogDigit), first = k - Min + 1 << LogDigit;
                TExt[] eq = ShardVerifier<TArithmetic, TBase, TExt, TIndex>.EqTable(a, r[(end - bits)..end]);
                eq.CopyTo(_equal[d], first);
                for (int i = 1; i < eq.Length; i++) _less[d][first + i] = a.Add(_less[d][first + i - 1], eq[i - 1]);
            }
        }
    }

    /// <summary>The column's value, 0 where the position is absent. False if there are more rows than 2^h, which a height excludes.</summary>
    public bool TryEvaluate(PositionHeight<TBase> height, out TExt value)
    {
        value = default;
        TBase rest = _a.Sub(height.Rows, height.Present), shift = _a.Constant(new KoalaBear(1UL << LogDigit).Inverse());
        if (!_a.TryBits(rest, _logHeight, out _)) return false;
        TBase first = _a.Mul(height.Rank, _a.Constant(new KoalaBear(1UL << LogDigit)));
        for (int d = -1; d < _equal.Length; d++)
        {
            TBase digit = rest;
            if (d < _equal.Length - 1)
            {
                digit = _a.Value(_a.LowBits(rest, LogDigit));
                rest = _a.Mul(_a.Sub(rest, digit), shift);
            }

            TBase index = _a.Add(first, digit);
            value = d < 0 ? _a.Select(_atMost, digit) : _a.Add(_a.Select(_less[d], index), _a.Mul(_a.Select(_equal[d], index), value));
        }

        return true;
    }
}
