using Zkfp.Core.Field;

namespace Zkfp.MipsVm.Tracing;

/// <summary>Inverses mod p of the numbers below 2^17: i⁻¹ = −⌊p/i⌋ · (p mod i)⁻¹.</summary>
internal static class SmallInverses
{
    private static readonly uint[] Table = Build();

    /// <summary>The inverse of <paramref name="value"/>, 0 for 0.</summary>
    public static uint Of(uint value) => Table[value];

    private static uint[] Build()
    {
        const uint p = KoalaBear.P;
        var t = new uint[1 << 17];
        t[1] = 1;
        for (uint i = 2; i < t.Length; i++) t[i] = (uint)((ulong)(p - p / i) * t[p % i] % p);
        return t;
    }
}
