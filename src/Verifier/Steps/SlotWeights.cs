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

        for (int q = 0; q < slots.Length; q++)
        {
            if (items[q] == 0) continue;
            for (int k = 0; k < count; k++) slots[q] = a.Add(slots[q], a.Mul(heights[q].Is[k], first[k]));
        }

        // Less than 2^30 blocks can be used in all (ClassLayout.Check), so a difference below zero is no number of 29 bits.
        return a.TryBits(a.Sub(a.Constant(new KoalaBear((ulong)room)), used), 29, out _);
    }
}

/// <summary>
/// eq(point, slot) for consecutive slots of a space of 2^L cells. The lowest coordinates above a height (at most six) are tabled for every height; those above
/// them are shared by the slots of a window.
/// </summary>
internal sealed class SlotWeights<TArithmetic, TBase, TExt, TIndex>
    where TArithmetic : struct, IVerifierArithmetic<TBase, TExt, TIndex>
    where TBase : unmanaged where TExt : unmanaged where TIndex : unmanaged
{
    private const int Min = ProtocolParameters.MinLogHeight;
    private const int MaxLogWindow = 6;

    private readonly TArithmetic _a;
    private readonly TExt[] _point;
    private readonly int _logWindow;
    private readonly TExt _zero, _one;

    // For each height 2^(a+1) entries: eq of the low coordinates at i < 2^a then zeros; zeros, then the same.
    private readonly TExt[] _window, _nextWindow;

    // 1 − 2x of each coordinate x.
    private readonly TExt[] _flip;

    /// <summary>For a point of L coordinates, most significant first, and heights up to 2^<paramref name="logHeight"/>, at most L.</summary>
    public SlotWeights(TArithmetic a, ReadOnlySpan<TExt> point, int logHeight)
    {
        _a = a;
        _point = point.ToArray();
        _zero = a.Constant(KoalaBear5.Zero);
        _one = a.Constant(KoalaBear5.One);
        _logWindow = Math.Min(MaxLogWindow, _point.Length - logHeight);
        int size = 1 << _logWindow;
        _window = new TExt[2 * size * (logHeight - Min + 1)];
        _nextWindow = new TExt[_window.Length];
        _window.AsSpan().Fill(_zero);
        _nextWindow.AsSpan().Fill(_zero);
        for (int k = Min; k <= logHeight; k++)
        {
            int first = 2 * size * (k - Min);
            TExt[] eq = ShardVerifier<TArithmetic, TBase, TExt, TIndex>.EqTable(a, _point.AsSpan(_point.Length - k - _logWindow, _logWindow));
            eq.CopyTo(_window, first);
            eq.CopyTo(_nextWindow, first + size);
        }

        _flip = Array.ConvertAll(_point, x => a.Sub(_one, a.Add(x, x)));
    }

    /// <summary>
    /// eq(first L − k coordinates, slot + j) for j &lt; <paramref name="count"/>; all 0 where the position is absent. False if a slot is outside the space, which
    /// <see cref="SlotPlaces{TArithmetic, TBase, TExt, TIndex}.TryPlace"/> excludes.
    /// </summary>
    public bool TryWeigh(PositionHeight<TBase> height, TBase slot, int count, out TExt[] weights)
    {
        weights = new TExt[count];
        if (count == 0) return true;
        int size = 1 << _logWindow, high = _point.Length - Min;
        if (!_a.TryBits(slot, high, out TIndex bits)) return false;
        TBase low = _a.Constant(KoalaBear.Zero), table = low;
        for (int i = 0; i < _logWindow; i++) low = _a.Add(low, _a.Mul(_a.Bit(bits, i), _a.Constant(new KoalaBear(1UL << i))));
        for (int k = 1; k < height.Is.Length; k++) table = _a.Add(table, _a.Mul(height.Is[k], _a.Constant(new KoalaBear((ulong)(2 * size * k)))));
        TBase window = _a.Mul(_a.Sub(slot, low), _a.Constant(new KoalaBear((ulong)size).Inverse()));
        TBase index = _a.Add(table, low);
        TExt here = _zero, next = _zero;
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

    // eq of the coordinates above the window's, at window + add: bit t of the address in blocks of 2^8 windows belongs to coordinate L − 1 − 8 − a − t and counts
    // from the height up. One window may begin where the space ends; nothing lies in it, and its weight is 0.
    private bool TryWindow(PositionHeight<TBase> height, TBase window, int add, out TExt weight)
    {
        int count = _point.Length - Min - _logWindow;
        weight = _zero;
        TBase address = _a.Mul(_a.Add(window, _a.Constant(new KoalaBear((ulong)add))), height.Blocks);
        if (!_a.TryBits(address, count + 1, out TIndex bits)) return false;
        weight = _a.Extend(_a.Mul(height.Present, _a.Sub(_a.Constant(KoalaBear.One), _a.Bit(bits, count))));
        for (int t = 0; t < count; t++)
        {
            int coordinate = count - 1 - t;
            TBase counts = height.AtMost[Math.Min(t, height.AtMost.Length - 1)];
            TExt factor = _a.Sub(_one, _a.Mul(_point[coordinate], counts));
            factor = _a.Sub(factor, _a.Mul(_flip[coordinate], _a.Mul(counts, _a.Bit(bits, t))));
            weight = _a.Mul(weight, factor);
        }

        return true;
    }
}
