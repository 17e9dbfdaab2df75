using Zkfp.Core.Air;
using Zkfp.Core.Field;
using Zkfp.MipsVm.Constraints;
using Zkfp.MipsVm.Execution.Primitives;
using Zkfp.MipsVm.Isa;
using Zkfp.MipsVm.Rom;
using Zkfp.MipsVm.Tracing;

namespace Zkfp.MipsVm.Tables.Primitives;

/// <summary>
/// A call of MULMOD or MULMOD384 with numbers of n words: a·b + c = q·m + r and r &lt; m, where a, b, q and m are bytes, c and r limbs of 16 bits. The
/// usual table has a quotient of n words, the general one of 2n words, and takes m = 0 as 1. Any call has a row in the general table; where both have one,
/// they say the same.
/// </summary>
/// <remarks>
/// Which calls the usual table proves. Those with m ≠ 0 and q &lt; 2^(32n): all calls with a &lt; m or b &lt; m, as then a·b + c ≤ (m − 1)·(2^(32n) − 1) +
/// 2^(32n) − 1 &lt; m·2^(32n). A prover cannot use it for others: r &lt; m excludes m = 0, and a quotient that is longer has no bytes.
///
/// Why the equation is one of integers. Limb k of a·b, and of q·m, is at most B = 257 · 4n · 255² &lt; 2^29.6 (<see cref="PairedProduct"/>; each product
/// has a factor b or m of 4n bytes). V = limb k of (a·b + c − q·m − r) + the carry from below is an integer with |V| ≤ B + 2^16 + 2^14. The carry, V/2^16
/// in F, is looked up to be in [−2^14, 2^14). So 2^16·carry − V is a multiple of p of size at most 2^30 + B + 2^16 + 2^14 &lt; 1.88 · 10^9 &lt; p, hence
/// 0: the carry is that of integers. The last limb has V = 0 in F, so as an integer. The sum over all limbs, with weights 2^(16k), is a·b + c − q·m − r =
/// 0, but for products of bytes with weight 256^(8n) or more. There are none with a quotient of 4n bytes; for one of 8n bytes their plain sum, less than
/// 2^27, is stated to be 0, so all are 0. (An honest one has none: q·m ≤ a·b + c &lt; 256^(8n).) Honest carries are below B/2^16 + 2 &lt; 2^14.
///
/// Why r &lt; m. One word is marked `top`; above it m and r are equal; there m − r − 1 is 0 or more, as a number of two limbs with a borrow that is 0 or
/// 1. By Euclid, a, b, c and m determine q and r; the mark and the borrow follow.
///
/// m = 0: `zero` is added to the lowest byte of m. It is 1 only where the sum of all bytes of m is 0. If it were 0 there, r &lt; 0 could not be proven.
/// With a divisor of 1, r = 0 and q = a·b + c &lt; 2^(64n).
/// </remarks>
internal sealed class ModularProductTable : PrimitiveTable
{
    private const int CarryBits = 15, CarryOffset = 1 << CarryBits - 1;

    private readonly ByteColumns[] _a, _b, _m, _q;
    private readonly WordColumns[] _c, _result, _old;
    private readonly TableColumn[] _top;
    private readonly TableColumn _borrow, _zero;
    private readonly bool _isGeneral;
    private readonly int _words;

    /// <summary>The usual table, or the general one.</summary>
    public ModularProductTable(TableAir air, Operation operation, Opcode opcode, bool isGeneral)
        : base(air, operation, opcode)
    {
        (_words, _isGeneral) = (OperandBlock.Of(opcode)[0].Words, isGeneral);
        (_a, _b, _m, _q) = (Bytes("a", _words), Bytes("b", _words), Bytes("m", _words), Bytes("q", isGeneral ? 2 * _words : _words));
        (_c, _result, _old) = (new WordColumns[_words], new WordColumns[_words], new WordColumns[_words]);
        for (int i = 0; i < _words; i++)
        {
            Access(0, i, _a[i], _a[i]);
            Access(1, i, _b[i], _b[i]);
            Access(2, i, _m[i], _m[i]);
        }

        for (int i = 0; i < _words; i++)
        {
            _c[i] = B.Word($"c{i}");
            Access(2, _words + i, _c[i], _c[i]);
            _result[i] = B.Word($"r{i}");
            T.Range16($"r{i}", _result[i]);
            _old[i] = B.OldWord($"r{i}");
            Access(3, i, _old[i], _result[i]);
        }

        Expr[] m = Flatten(_m), q = Flatten(_q);
        if (isGeneral)
        {
            _zero = B.Bool("zero");
            Expr sum = T.Zero;
            foreach (Expr b in m) sum += b;
            B.AssertZero("zero is zero", _zero * sum);
            m[0] += _zero;
            B.AssertZero("no higher products", HigherProducts(q, m));
        }

        Euclid(Flatten(_a), Flatten(_b), q, m);
        (_top, _borrow) = (new TableColumn[_words], B.Bool("borrow"));
        ResultIsLess(m);
    }

    /// <inheritdoc/>
    protected override void Call(ref RowWriter w, in CallRecord call)
    {
        Span<uint> words = stackalloc uint[5 * _words], remainder = stackalloc uint[2 * _words], quotient = stackalloc uint[2 * _words];
        for (int i = 0; i < words.Length; i++) words[i] = call.Before(i);
        ModularProduct.Divide(words, remainder, quotient);
        for (int i = 0; i < _words; i++)
        {
            w.PutChecked(_a[i], words[i]);
            w.PutChecked(_b[i], words[_words + i]);
            w.PutChecked(_m[i], words[2 * _words + i]);
            w.Put(_c[i], words[3 * _words + i]);
            w.Put(_old[i], words[4 * _words + i]);
            w.PutChecked(_result[i], call.After(4 * _words + i));
        }

        for (int i = 0; i < _q.Length; i++) w.PutChecked(_q[i], quotient[i]);
        Span<uint> m = words.Slice(2 * _words, _words);
        if (_isGeneral)
        {
            bool zero = m.IndexOfAnyExcept(0u) < 0;
            w.Put(_zero, zero);
            if (zero) m[0] = 1;
        }

        CountCarries(w, words, quotient[.._q.Length], remainder);
        PutTop(w, m, remainder);
    }

    private ByteColumns[] Bytes(string name, int words)
    {
        var columns = new ByteColumns[words];
        for (int i = 0; i < words; i++) columns[i] = T.Bytes($"{name}{i}");
        return columns;
    }

    private static Expr[] Flatten(ByteColumns[] words)
    {
        var bytes = new Expr[4 * words.Length];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = words[i / 4][i % 4];
        return bytes;
    }

    private static Expr LimbOf(WordColumns[] words, int k) => k % 2 == 0 ? words[k / 2].Low : words[k / 2].High;

    /// <summary>a·b + c = q·m + r, limb by limb.</summary>
    private void Euclid(Expr[] a, Expr[] b, Expr[] q, Expr[] m)
    {
        // Between an integer of this size and 2^16 times a carry there is no other multiple of p (remarks).
        if (PairedProduct.Bound(4 * _words) + (1 << 16) + CarryOffset + ((long)CarryOffset << 16) >= KoalaBear.P) throw new InvalidOperationException("A sum could wrap.");
        Expr carry = T.Zero;
        for (int k = 0, last = 4 * _words - 1; k <= last; k++)
        {
            Expr sum = PairedProduct.Limb(a, b, k) - PairedProduct.Limb(q, m, k) + carry;
            if (k < 2 * _words) sum += LimbOf(_c, k) - LimbOf(_result, k);
            if (k == last)
            {
                B.AssertZero($"limb {k}", sum);
                return;
            }

            carry = Gadgets.Scale(B, sum, Gadgets.Inverse16);
            T.Bits($"carry {k}", CarryBits, carry + CarryOffset);
        }
    }

    /// <summary>The sum of q[i]·m[j] with i + j ≥ 8n.</summary>
    private Expr HigherProducts(Expr[] q, Expr[] m)
    {
        Expr sum = T.Zero, upper = T.Zero;
        for (int j = 1; j < m.Length; j++)
        {
            upper += q[q.Length - j];
            sum += m[j] * upper;
        }

        return sum;
    }

    private void ResultIsLess(Expr[] m)
    {
        Expr below = T.Zero, low = -T.Real, high = T.Zero;
        for (int i = 0; i < _words; i++)
        {
            _top[i] = B.Bool($"top{i}");
            Expr lowDifference = m[4 * i] + m[4 * i + 1] * 256 - _result[i].Low;
            Expr highDifference = m[4 * i + 2] + m[4 * i + 3] * 256 - _result[i].High;
            if (i != 0)
            {
                B.AssertZero($"equal above top: low limb {i}", below * lowDifference);
                B.AssertZero($"equal above top: high limb {i}", below * highDifference);
            }

            low += _top[i] * lowDifference;
            high += _top[i] * highDifference;
            below += _top[i];
        }

        B.AssertEqual("one word is top", below, T.Real);
        T.Range16("m − r − 1 at top: low limb", low + _borrow * (1 << 16));
        T.Range16("m − r − 1 at top: high limb", high - _borrow);
    }

    private void CountCarries(in RowWriter w, ReadOnlySpan<uint> words, ReadOnlySpan<uint> quotient, ReadOnlySpan<uint> remainder)
    {
        Span<int> bytes = stackalloc int[12 * _words], q = stackalloc int[4 * quotient.Length];
        Split(words[..(3 * _words)], bytes);
        Split(quotient, q);
        ReadOnlySpan<int> a = bytes[..(4 * _words)], b = bytes.Slice(4 * _words, 4 * _words), m = bytes[(8 * _words)..];
        long carry = 0;
        for (int k = 0; k < 4 * _words - 1; k++)
        {
            carry += PairedProduct.Limb(a, b, k) - PairedProduct.Limb(q, m, k);
            if (k < 2 * _words) carry += (words[3 * _words + k / 2] >> 16 * (k & 1) & 0xFFFF) - (long)(remainder[k / 2] >> 16 * (k & 1) & 0xFFFF);
            carry >>= 16;
            w.Bits(CarryBits, (uint)(carry + CarryOffset));
        }
    }

    private void PutTop(in RowWriter w, ReadOnlySpan<uint> m, ReadOnlySpan<uint> remainder)
    {
        int top = _words - 1;
        while (m[top] == remainder[top]) top--;
        for (int i = 0; i < _words; i++) w.Put(_top[i], i == top);
        uint difference = m[top] - remainder[top] - 1;
        w.Put(_borrow, (m[top] & 0xFFFF) < (remainder[top] & 0xFFFF) + 1);
        w.Range(difference & 0xFFFF);
        w.Range(difference >> 16);
    }

    private static void Split(ReadOnlySpan<uint> words, Span<int> bytes)
    {
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (int)(words[i / 4] >> 8 * (i % 4) & 0xFF);
    }
}
