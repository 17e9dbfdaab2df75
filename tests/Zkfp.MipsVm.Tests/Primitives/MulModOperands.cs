using System.Numerics;

namespace Zkfp.MipsVm.Tests.Primitives;

/// <summary>Operands of MULMOD and MULMOD384, and what they give.</summary>
internal static class MulModOperands
{
    private static readonly uint[] EdgeWords = [0, 1, 2, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_0000, 0x0000_FFFF, 0xFFFF_FFFE, 0xFFFF_FFFF];

    /// <summary>Field and order of secp256k1, of P-256, of BN254, scalars and field of BLS12-381 (the last has 384 bits).</summary>
    public static readonly string[] Moduli =
    [
        "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEFFFFFC2F", "0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        "0FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF", "0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        "030644E72E131A029B85045B68181585D97816A916871CA8D3C208C16D87CFD47", "030644E72E131A029B85045B68181585D2833E84879B9709143E1F593F0000001",
        "073EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001",
        "01A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB",
    ];

    /// <summary>A number of n words: an edge of the whole, of a word, a usual modulus, or any.</summary>
    public static BigInteger Any(Random random, int n)
    {
        BigInteger top = BigInteger.One << 32 * n, value = random.Next(8) switch
        {
            0 => random.Next(4),
            1 => top - 1 - random.Next(4),
            2 => (BigInteger.One << random.Next(32 * n)) + random.Next(3) - 1,
            3 => FromWords([.. Enumerable.Range(0, n).Select(_ => EdgeWords[random.Next(EdgeWords.Length)])]),
            4 => Modulus(random.Next(Moduli.Length)) + random.Next(3) - 1,
            5 => Full(random, n) >> random.Next(32 * n),
            _ => Full(random, n),
        };
        return value % top;
    }

    public static BigInteger Modulus(int index) => BigInteger.Parse(Moduli[index], System.Globalization.NumberStyles.HexNumber);

    /// <summary>What the instruction gives.</summary>
    public static BigInteger Result(BigInteger a, BigInteger b, BigInteger m, BigInteger c) => m.IsZero ? 0 : (a * b + c) % m;

    /// <summary>A number of n random words.</summary>
    public static BigInteger Full(Random random, int n) => FromWords([.. Enumerable.Range(0, n).Select(_ => (uint)random.NextInt64(1L << 32))]);

    /// <summary>Numbers of n words each, one behind the other.</summary>
    public static uint[] Words(int n, params ReadOnlySpan<BigInteger> numbers)
    {
        var words = new uint[n * numbers.Length];
        for (int i = 0; i < words.Length; i++) words[i] = (uint)(numbers[i / n] >> 32 * (i % n) & uint.MaxValue);
        return words;
    }

    /// <summary>The number that words are, the lowest first.</summary>
    public static BigInteger FromWords(ReadOnlySpan<uint> words)
    {
        BigInteger value = 0;
        for (int i = words.Length - 1; i >= 0; i--) value = value << 32 | words[i];
        return value;
    }
}
