using System.Globalization;
using System.Numerics;

namespace Zkfp.Rollup.Encoding;

/// <summary>Hexadecimal as Ethereum's JSON writes it: "0x…".</summary>
public static class Hex
{
    /// <summary>Whole bytes.</summary>
    /// <exception cref="FormatException">An odd number of digits, or something that is no digit.</exception>
    public static byte[] Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> digits = Digits(text);
        if (digits.Length % 2 != 0) throw new FormatException($"hexadecimal bytes need an even number of digits: '{Shorten(text)}'");
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException)
        {
            throw new FormatException($"not hexadecimal: '{Shorten(text)}'");
        }
    }

    /// <summary>A number of at most <paramref name="length"/> bytes, padded with zeros on the left.</summary>
    /// <exception cref="FormatException">Longer than that, or not hexadecimal.</exception>
    public static byte[] ParsePadded(string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        ReadOnlySpan<char> digits = Digits(text).TrimStart('0');
        if (digits.Length > 2 * length) throw new FormatException($"'{Shorten(text)}' is longer than {length} bytes");
        return Parse(new string('0', (2 * length) - digits.Length) + digits.ToString());
    }

    /// <summary>A number of any length; "0x" is zero.</summary>
    /// <exception cref="FormatException">Not hexadecimal.</exception>
    public static BigInteger ParseNumber(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            return BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger number)
                ? number
                : throw new FormatException($"not a number: '{Shorten(text)}'");
        }

        return BigInteger.TryParse("0" + Digits(text).ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out BigInteger value)
            ? value
            : throw new FormatException($"not a hexadecimal number: '{Shorten(text)}'");
    }

    /// <summary>A number below 2^64.</summary>
    /// <exception cref="FormatException">Larger, or not hexadecimal.</exception>
    public static ulong ParseUInt64(string text)
    {
        BigInteger value = ParseNumber(text);
        return value <= ulong.MaxValue ? (ulong)value : throw new FormatException($"'{Shorten(text)}' does not fit in 64 bits");
    }

    /// <summary>"0x" and two digits a byte.</summary>
    public static string Format(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    private static ReadOnlySpan<char> Digits(string text) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
