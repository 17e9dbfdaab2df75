using Zkfp.Core.Field;
using Zkfp.Protocol.Parameters;
using Zkfp.Verifier.Arithmetic;

namespace Zkfp.Verifier.Steps;

/// <summary>
/// Items (columns of a matrix, interactions of a scope) lie one after another by descending height of their positions (docs/protocol.md §5): an item of
/// height 2^k takes 2^k cells from a multiple of 2^k on, its slot. Places and the weights eq(point, slot) are computed here from heights that are data.
/// </summary>
internal static class SlotPlaces<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    /// <summary>
    /// The slot of each position's first item, as a multiple of its height, when the first cell of all is <paramref name="offset"/> · 2^h; and whether all
    /// items fit into <paramref name="room"/> · 2^8 cells. Absent positions have slot 0.
    /// </summary>
    public static bool TryPlace(TArithmetic a, PositionHeight<TBase>[] heights, int[] items, int offset, long room, out TBase[] slots)
    {
        int count = heights[0].Is.Length;
        TBase zero = a.Constant(KoalaBear.Zero), two = a.Constant(new KoalaBear(2));
        var placed = new TBase[count];
        placed.AsSpan().Fill(zero);
        slots = new TBase[heights.Length];
        for (int q = 0; q < slots.Length; q++)
        {
            slots[q] = zero;
            if (items[q] == 0) continue;
            TBase n = a.Constant(new KoalaBear((ulong)items[q]));
            for (int k = 0; k < count; k++)
            {
                slots[q] = a.Add(slots[q], a.Mul(heights[q].Is[k], placed[k]));
                placed[k] = a.Add(placed[k], a.Mul(heights[q].Is[k], n));
            }
        }

        // Where each height begins, in slots of its own; what is used, in blocks of 2^8 cells.
        var first = new TBase[count];
        TBase used = zero;
        first[^1] = a.Constant(new KoalaBear((ulong)offset));
        for (int k = count - 1; k >= 0; k--)
        {
            used = a.Add(used, a.Mul(placed[k], a.Constant(new KoalaBear(1UL << k))));
            if (k != 0) first[k - 1] = a.Mul(two, a.Add(first[k], placed[k]));
        }

        TExt[] byRank = [a.Constant(KoalaBear5.Zero), .. Array.ConvertAll(first, a.Extend)];
        Span<TBase> begin = stackalloc TBase[KoalaBear5.Degree];
        for (int q = 0; q < slots.Length; q++)
        {
            if (items[q] == 0) continue;
            a.Decompose(a.Select(byRank, heights[q].Rank), begin);
            slots[q] = a.Add(slots[q], begin[0]);
        }

        // Less than 2^30 blocks can be used in all (ClassLayout.Check), so a difference below zero is no number of 29 bits.
        return a.TryBits(a.Sub(a.Constant(new KoalaBear((ulong)room)), used), 29, out _);
    }
}

/// <summary>
/// eq(point, slot) for consecutive slots of a space of 2^L cells: products of entries of tables, one for each digit of six bits of the slot's number, by
/// height. The lowest digit is a place in a window of 64 slots; the product over the higher ones is shared by the slots of a window.
/// </summary>
internal sealed class SlotWeights<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private const int Min = ProtocolParameters.MinLogHeight;
    private const int LogDigit = 6;

    private readonly TArithmetic _a;
    private readonly int _logWindow;

    // Bits of a window's number at the lowest height.
    private readonly int _windowBits;

    // By rank, each 2^(a+1) entries: eq of the low coordinates at i < 2^a then zeros; zeros, then the same.
    private readonly TExt[] _window, _nextWindow;

    // By digit of the window's number, then by rank: eq of the digit's coordinates. Where a height has fewer of them, zeros follow; where it has none, 1 and
    // zeros.
    private readonly TExt[][] _digits;

    /// <summary>For a point of L coordinates, most significant first, and heights up to 2^<paramref name="logHeight"/>, at most L.</summary>
    public SlotWeights(TArithmetic a, ReadOnlySpan<TExt> point, int logHeight)
    {
        _a = a;
        TExt zero = a.Constant(KoalaBear5.Zero);
        _logWindow = Math.Min(LogDigit, point.Length - logHeight);
        _windowBits = point.Length - Min - _logWindow;
        int size = 1 << _logWindow, ranks = logHeight - Min + 2;
        _window = new TExt[2 * size * ranks];
        _nextWindow = new TExt[_window.Length];
        _window.AsSpan().Fill(zero);
        _nextWindow.AsSpan().Fill(zero);
        _digits = new TExt[Math.Max(1, (_windowBits + LogDigit - 1) / LogDigit)][];
        for (int d = 0; d < _digits.Length; d++)
        {
            _digits[d] = new TExt[ranks << DigitBits(d)];
            _digits[d].AsSpan().Fill(zero);
        }

        for (int k = Min; k <= logHeight; k++)
        {
            int rank = k - Min + 1, end = point.Length - k;
            TExt[] eq = ShardVerifier<TArithmetic, TBase, TExt, TIndex>.EqTable(a, point[(end - _logWindow)..end]);
            eq.CopyTo(_window, 2 * size * rank);
            eq.CopyTo(_nextWindow, 2 * size * rank + size);
            end -= _logWindow;
            for (int d = 0; d < _digits.Length; d++)
            {
                int begin = Math.Max(0, end - LogDigit);
                ShardVerifier<TArithmetic, TBase, TExt, TIndex>.EqTable(a, point[begin..end]).CopyTo(_digits[d], rank << DigitBits(d));
                end = begin;
            }
        }
    }

    // The last digit has a bit more: one window may begin where the space ends. Nothing lies in it, and its weight is 0.
    private int DigitBits(int digit) => digit < _digits.Length - 1 ? LogDigit : _windowBits + 1 - digit * LogDigit;

    /// <summary>
    /// eq(first L − k coordinates, slot + j) for j &lt; <paramref name="count"/>; all 0 where the position is absent. False if a slot is outside the space, which
    /// <see cref="SlotPlaces{TArithmetic, TBase, TExt, TIndex}.TryPlace"/> excludes.
    /// </summary>
    public bool TryWeigh(PositionHeight<TBase> height, TBase slot, int count, out TExt[] weights)
    {
        weights = new TExt[count];
        if (count == 0) return true;
        int size = 1 << _logWindow;
        TBase low = _a.Value(_a.LowBits(slot, _logWindow));
        TBase window = _a.Mul(_a.Sub(slot, low), _a.Constant(new KoalaBear((ulong)size).Inverse()));
        if (!_a.TryBits(window, _windowBits, out _)) return false;
        TBase index = _a.Add(low, _a.Mul(height.Rank, _a.Constant(new KoalaBear((ulong)(2 * size)))));
        TExt here = default, next = default;
        for (int j = 0; j < count; j++)
        {
            int w = j >> _logWindow, at = j & size - 1;
            if (at == 0)
            {
                if (j == 0 && !TryWindow(height, window, 0, out here)) return false;
                if (j != 0) here = next;
                if (!TryWindow(height, window, w + 1, out next)) return false;
            }

            TBase i = _a.Add(index, _a.Constant(new KoalaBear((ulong)at)));
            weights[j] = _a.Add(_a.Mul(here, _a.Select(_window, i)), _a.Mul(next, _a.Select(_nextWindow, i)));
        }

        return true;
    }

    // eq of the coordinates above the window's, at window + add.
    private bool TryWindow(PositionHeight<TBase> height, TBase window, int add, out TExt weight)
    {
        weight = default;
        TBase rest = _a.Add(window, _a.Constant(new KoalaBear((ulong)add)));
        if (!_a.TryBits(rest, _windowBits + 1, out _)) return false;
        KoalaBear shift = new KoalaBear(1UL << LogDigit).Inverse();
        for (int d = 0; d < _digits.Length; d++)
        {
            bool last = d == _digits.Length - 1;
            TBase digit = last ? rest : _a.Value(_a.LowBits(rest, LogDigit));
            TBase rank = _a.Mul(height.Rank, _a.Constant(new KoalaBear(1UL << DigitBits(d))));
            TExt factor = _a.Select(_digits[d], _a.Add(rank, digit));
            weight = d == 0 ? factor : _a.Mul(weight, factor);
            if (!last) rest = _a.Mul(_a.Sub(rest, digit), _a.Constant(shift));
        }

        return true;
    }
}
