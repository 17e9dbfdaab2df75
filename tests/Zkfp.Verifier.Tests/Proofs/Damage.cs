using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;

namespace Zkfp.Verifier.Tests.Proofs;

/// <summary>Changes to a string of bytes: words that are replaced, at places counted modulo its length, then bytes cut off or added.</summary>
public sealed record Damage((int At, uint Value)[] Words, int Cut, byte[] Tail)
{
    /// <summary>The damaged copy.</summary>
    public byte[] Apply(byte[] bytes)
    {
        var copy = (byte[])bytes.Clone();
        foreach ((int at, uint value) in Words)
            BinaryPrimitives.WriteUInt32LittleEndian(copy.AsSpan(at % (copy.Length / 4) * 4), value);
        return [.. copy.AsSpan(0, Math.Max(0, copy.Length - Cut)), .. Tail];
    }

    public override string ToString() => $"{string.Join(", ", Words.Select(w => $"word {w.At} ← {w.Value:x}"))}; cut {Cut}; {Tail.Length} bytes more";

    /// <summary>Mostly one to three words; early ones, which are counts, as often as any. Shrinks to fewer changes.</summary>
    public static class Cases
    {
        public static Arbitrary<Damage> Damage()
        {
            Gen<(int, uint)> word =
                from at in Gen.OneOf(Gen.Choose(0, 60), Gen.Choose(0, int.MaxValue))
                from value in Gen.OneOf(Gen.Elements(0u, 1u, 2u, 0x7F00_0000u, 0x7F00_0001u, 0x8000_0000u, uint.MaxValue), Gen.Choose(0, int.MaxValue).Select(v => (uint)v))
                select (at, value);
            return Arb.From(
                from count in Gen.Choose(0, 3)
                from words in word.ArrayOf(count)
                from cut in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Choose(1, 40)))
                from tail in Gen.Frequency((4, Gen.Constant(Array.Empty<byte>())), (1, Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(3)))
                select new Damage(words, cut, tail), Smaller);
        }

        private static IEnumerable<Damage> Smaller(Damage d)
        {
            if (d.Tail.Length != 0) yield return d with { Tail = [] };
            if (d.Cut != 0) yield return d with { Cut = 0 };
            for (int i = 0; i < d.Words.Length; i++) yield return d with { Words = [.. d.Words.Where((_, k) => k != i)] };
        }
    }
}
