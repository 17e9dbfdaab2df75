using System.Numerics;

namespace Zkfp.Contracts;

/// <summary>An expression of assembly, of opcodes only, for a word whose lanes are below a bound.</summary>
internal readonly record struct WordValue(string Code, BigInteger Bound);

/// <summary>Expressions of assembly.</summary>
internal static class Op
{
    public static string Load(int place) => $"mload({Lanes.Hex(place)})";

    public static string Input(int place) => $"calldataload({Lanes.Hex(place)})";

    public static string Add(string a, string b) => $"add({a}, {b})";

    public static string Sub(string a, string b) => $"sub({a}, {b})";

    public static string Mul(string a, BigInteger b) => b.IsOne ? a : $"mul({a}, {Lanes.Hex(b)})";

    public static string Shift(string a, int bits) => bits == 0 ? a : $"shl({bits}, {a})";
}
