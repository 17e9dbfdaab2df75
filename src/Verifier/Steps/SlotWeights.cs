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
        if (!TrySplit(height, slot, out _, out TBase window, out TBase index)) return false;
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

    // By rank, 2^(a+1) entries each, of the low coordinates' eq: Σ_{i' ≥ i} τ^(i'−i) eq_i' then zeros; Σ_{i' < i} τ^i' eq_i' then all of it; 0 then the same.
    private TExt[] _suffix = [], _prefix = [], _nextPrefix = [];

    // τ^(2^a − i).
    private TExt[] _rest = [];
    private Powers<TArithmetic, TBase, TExt, TIndex>? _powers;

    /// <summary>Makes the tables of <see cref="TrySum"/>, for powers of a challenge τ.</summary>
    public void Prepare(Powers<TArithmetic, TBase, TExt, TIndex> powers)
    {
        int size = 1 << _logWindow, ranks = _window.Length / (2 * size);
        TExt zero = _a.Constant(KoalaBear5.Zero), tau = powers.Of(1);
        _powers = powers;
        _rest = new TExt[size];
        for (int i = 0; i < size; i++) _rest[i] = powers.Of(size - i);
        _suffix = new TExt[_window.Length];
        _prefix = new TExt[_window.Length];
        _nextPrefix = new TExt[_window.Length];
        _suffix.AsSpan().Fill(zero);
        _prefix.AsSpan().Fill(zero);
        _nextPrefix.AsSpan().Fill(zero);
        for (int rank = 1; rank < ranks; rank++)
        {
            int first = 2 * size * rank;
            for (int i = size - 1; i >= 0; i--) _suffix[first + i] = _a.Add(_window[first + i], _a.Mul(tau, _suffix[first + i + 1]));
            for (int i = 1; i <= size; i++)
                _prefix[first + i] = _a.Add(_prefix[first + i - 1], _a.Mul(powers.Of(i - 1), _window[first + i - 1]));
            _prefix.AsSpan(first + size, size).Fill(_prefix[first + size]);
            _prefix.AsSpan(first, size).CopyTo(_nextPrefix.AsSpan(first + size));
        }
    }

    /// <summary>
    /// Σ_j τ^j · eq(first L − k coordinates, slot + j) for j &lt; <paramref name="count"/>, 0 where the position is absent, without the single weights: the slots
    /// are a suffix of a window, whole windows, and a prefix of one or two, or lie in one or two windows. False as <see cref="TryWeigh"/>.
    /// </summary>
    public bool TrySum(PositionHeight<TBase> height, TBase slot, int count, out TExt sum)
    {
        sum = _a.Constant(KoalaBear5.Zero);
        if (count == 0) return true;
        if (!TrySplit(height, slot, out TBase low, out TBase window, out TBase index)) return false;
        int size = 1 << _logWindow, whole = count >> _logWindow, rest = count & size - 1;
        TBase end = _a.Add(index, _a.Constant(new KoalaBear((ulong)rest)));
        if (!TryWindow(height, window, 0, out TExt weight)) return false;

        // In the first window from the slot on; where all of it may lie in there, without what follows.
        TExt first = _a.Select(_suffix, index);
        if (whole == 0) first = _a.Sub(first, _a.Mul(_powers!.Of(rest), _a.Select(_suffix, end)));
        sum = _a.Mul(weight, first);

        // In the others, the first of which begins at j = 2^a − low.
        TExt after = _a.Constant(KoalaBear5.Zero);
        TExt all = whole > 1 ? _a.Select(_prefix, _a.Add(_a.Mul(height.Rank, _a.Constant(new KoalaBear((ulong)(2 * size)))), _a.Constant(new KoalaBear((ulong)size)))) : default;
        for (int w = 1; w <= whole + 1; w++)
        {
            if (w == whole + 1 && rest == 0) break;
            if (!TryWindow(height, window, w, out weight)) return false;
            TExt part = w < whole ? all : _a.Select(w == whole ? _prefix : _nextPrefix, end);
            after = _a.Add(after, _a.Mul(_a.Mul(weight, _powers!.Of(size * (w - 1))), part));
        }

        sum = _a.Add(sum, _a.Mul(_a.Select(_rest, low), after));
        return true;
    }

    // The place of a slot in its window, the window's number, and the entry of tables of windows.
    private bool TrySplit(PositionHeight<TBase> height, TBase slot, out TBase low, out TBase window, out TBase index)
    {
        int size = 1 << _logWindow;
        low = _a.Value(_a.LowBits(slot, _logWindow));
        window = _a.Mul(_a.Sub(slot, low), _a.Constant(new KoalaBear((ulong)size).Inverse()));
        index = _a.Add(low, _a.Mul(height.Rank, _a.Constant(new KoalaBear((ulong)(2 * size)))));
        return _a.TryBits(window, _windowBits, out _);
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
