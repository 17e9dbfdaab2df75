using System.Numerics;

namespace Zkfp.MipsVm.Execution.Primitives;

/// <summary>(a·b + c) mod m of numbers of n words, least significant word first; 0 where m = 0.</summary>
internal static class ModularProduct
{
    /// <summary>The operands of n words each: a, b, m with c behind it, and the result.</summary>
    public static OperandBlock[] Blocks(int n) =>
        [new(OperandField.Rs, n, 0), new(OperandField.Rt, n, 1), new(OperandField.Sa, 2 * n, 2), new(OperandField.Rd, n, 3, true)];

    /// <summary>
    /// Computes in place: <paramref name="words"/> are a, b, m, c and the result, a fifth each. Returns whether that is a rare case: m = 0, or a quotient
    /// of more than n words.
    /// </summary>
    public static bool Compute(Span<uint> words)
    {
        int n = words.Length / 5;
        Span<uint> dividend = stackalloc uint[2 * n], quotient = stackalloc uint[2 * n];
        Divide(words, dividend, quotient);
        dividend[..n].CopyTo(words[(4 * n)..]);
        return quotient[n..].IndexOfAnyExcept(0u) >= 0 || words.Slice(2 * n, n).IndexOfAnyExcept(0u) < 0;
    }

    /// <summary>
    /// a·b + c = quotient·m + remainder with remainder &lt; m, for <paramref name="words"/> as above; where m = 0 it is taken as 1. 2n words of <paramref
    /// name="quotient"/>; the remainder is in the lower n of the 2n words of <paramref name="remainder"/>.
    /// </summary>
    public static void Divide(ReadOnlySpan<uint> words, Span<uint> remainder, Span<uint> quotient)
    {
        int n = words.Length / 5;
        ReadOnlySpan<uint> m = words.Slice(2 * n, n);
        MultiplyAdd(words[..n], words.Slice(n, n), words.Slice(3 * n, n), remainder);
        int size = n;
        while (size > 0 && m[size - 1] == 0) size--;
        if (size > 1) LongDivision(remainder, m[..size], quotient);
        else ShortDivision(remainder, size == 0 ? 1 : m[0], quotient);
    }

    /// <summary>sum = a·b + c, which is below 2^(64n).</summary>
    private static void MultiplyAdd(ReadOnlySpan<uint> a, ReadOnlySpan<uint> b, ReadOnlySpan<uint> c, Span<uint> sum)
    {
        int n = a.Length;
        c.CopyTo(sum);
        sum[n..].Clear();
        for (int i = 0; i < n; i++)
        {
            ulong carry = 0, x = a[i];
            for (int j = 0; j < n; j++)
            {
                carry += x * b[j] + sum[i + j];
                sum[i + j] = (uint)carry;
                carry >>= 32;
            }

            sum[i + n] = (uint)carry;
        }
    }

    private static void ShortDivision(Span<uint> dividend, uint divisor, Span<uint> quotient)
    {
        ulong rest = 0;
        for (int i = dividend.Length - 1; i >= 0; i--)
        {
            rest = rest << 32 | dividend[i];
            (ulong digit, rest) = Math.DivRem(rest, divisor);
            quotient[i] = (uint)digit;
        }

        dividend.Clear();
        dividend[0] = (uint)rest;
    }

    /// <summary>Knuth, The Art of Computer Programming, volume 2, 4.3.1, algorithm D. The divisor has two words or more, its top word is not 0.</summary>
    private static void LongDivision(Span<uint> dividend, ReadOnlySpan<uint> divisor, Span<uint> quotient)
    {
        int size = divisor.Length, shift = BitOperations.LeadingZeroCount(divisor[^1]);
        Span<uint> u = stackalloc uint[dividend.Length + 1], v = stackalloc uint[size];
        u[^1] = ShiftLeft(dividend, shift, u);
        ShiftLeft(divisor, shift, v);
        quotient.Clear();
        for (int j = dividend.Length - size; j >= 0; j--)
        {
            uint digit = Digit(u[j + size], u[j + size - 1], u[j + size - 2], v[^1], v[^2]);
            if (digit != 0 && SubtractMultiple(u.Slice(j, size + 1), v, digit))
            {
                digit--;
                Add(u.Slice(j, size + 1), v);
            }

            quotient[j] = digit;
        }

        dividend.Clear();
        for (int i = 0; i < size; i++) dividend[i] = (uint)((u[i] | (ulong)u[i + 1] << 32) >> shift);
    }

    /// <summary>Estimates a digit of the quotient from the top words: right, or one too much.</summary>
    private static uint Digit(uint u2, uint u1, uint u0, uint v1, uint v0)
    {
        ulong top = (ulong)u2 << 32 | u1, digit = u2 >= v1 ? uint.MaxValue : top / v1, rest = top - digit * v1;
        while (rest <= uint.MaxValue && digit * v0 > (rest << 32 | u0))
        {
            digit--;
            rest += v1;
        }

        return (uint)digit;
    }

    /// <summary>u −= v·digit; whether that is below 0, then plus 2^32 to the power of u's length.</summary>
    private static bool SubtractMultiple(Span<uint> u, ReadOnlySpan<uint> v, uint digit)
    {
        ulong carry = 0;
        for (int i = 0; i < v.Length; i++)
        {
            carry += (ulong)digit * v[i];
            uint low = (uint)carry;
            carry >>= 32;
            if (u[i] < low) carry++;
            u[i] -= low;
        }

        bool negative = u[^1] < carry;
        u[^1] -= (uint)carry;
        return negative;
    }

    private static void Add(Span<uint> u, ReadOnlySpan<uint> v)
    {
        ulong carry = 0;
        for (int i = 0; i < v.Length; i++)
        {
            carry += (ulong)u[i] + v[i];
            u[i] = (uint)carry;
            carry >>= 32;
        }

        u[^1] += (uint)carry;
    }

    /// <summary>Shifts by fewer than 32 bits; returns what goes beyond the top.</summary>
    private static uint ShiftLeft(ReadOnlySpan<uint> from, int shift, Span<uint> to)
    {
        uint carry = 0;
        for (int i = 0; i < from.Length; i++)
        {
            ulong shifted = (ulong)from[i] << shift | carry;
            to[i] = (uint)shifted;
            carry = (uint)(shifted >> 32);
        }

        return carry;
    }
}
