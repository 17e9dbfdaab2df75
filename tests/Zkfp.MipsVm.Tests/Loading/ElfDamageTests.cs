using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Zkfp.MipsVm.Fuzz;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Loading;

/// <summary>Whatever is done to an executable, it loads, within its own size, or is refused by an <see cref="ElfException"/> and nothing else.</summary>
public class ElfDamageTests
{
    private const uint Code = 0x0040_0000, Data = 0x0080_0000;

    /// <summary>Bytes that are replaced, at places counted modulo the length, then bytes cut off.</summary>
    public sealed record Damage(bool BigEndian, (int At, byte Value)[] Bytes, int Cut)
    {
        public byte[] Apply(byte[] file)
        {
            foreach ((int at, byte value) in Bytes) file[at % file.Length] = value;
            return file[..^Math.Min(Cut, file.Length)];
        }

        public override string ToString() => $"{(BigEndian ? "big" : "little")} endian: {string.Join(", ", Bytes.Select(b => $"byte {b.At} ← {b.Value:x2}"))}; cut {Cut}";
    }

    [Property(MaxTest = 20_000, Arbitrary = [typeof(Cases)])]
    public void Damaged_programs_load_or_are_refused(Damage damage)
    {
        byte[] file = damage.Apply(Sample(damage.BigEndian));
        if (Load(file) is not { } program) return;
        Assert.True(program.Image.Sum(r => (long)r.Words.Length) * 4 <= file.Length + 64);
    }

    [Property(MaxTest = 5000, Arbitrary = [typeof(Cases)])]
    public void Damaged_symbol_tables_are_read_or_refused(Damage damage)
    {
        // Symbols, names and section headers are damaged; what comes before them stays.
        byte[] file = ElfTests.WithSymbols(Sample(true), ("main", Code, 8), ("leaf", Code + 8, 0));
        int start = Sample(true).Length;
        byte[] tail = damage.Apply(file[start..]);
        try
        {
            Assert.True(ElfFile.Parse((byte[])[.. file.AsSpan(0, start), .. tail]).ReadSymbols().Symbols.Count <= tail.Length / 16);
        }
        catch (ElfException)
        {
            // Refused, with what and where.
        }
    }

    /// <summary>That the damage of the properties is no harmless one, nor always deadly.</summary>
    [Fact]
    public void Damage_is_of_both_sorts()
    {
        int loaded = Cases.Damage().Generator.Sample(2000).Count(d => Load(d.Apply(Sample(d.BigEndian))) is not null);
        Assert.InRange(loaded, 100, 1900);
    }

    private static byte[] Sample(bool bigEndian) =>
        ElfWriter.Write(bigEndian, Code, Code, [0x2402_0001, 0x0000_000C, 0, 0], Data, [0x1122_3344, 0x5566_7788], 100);

    private static ProgramImage? Load(byte[] file)
    {
        try
        {
            var program = ProgramImage.LoadBare(file);
            try
            {
                _ = program.Symbols;
            }
            catch (ElfException)
            {
                // A damaged symbol table is reported when it is asked for.
            }

            return program;
        }
        catch (ElfException)
        {
            return null;
        }
    }

    /// <summary>One to four bytes, mostly in the headers; shrinks to fewer.</summary>
    public static class Cases
    {
        public static Arbitrary<Damage> Damage()
        {
            Gen<(int, byte)> change =
                from at in Gen.Frequency((7, Gen.Choose(0, 119)), (1, Gen.Choose(0, int.MaxValue)))
                from value in Gen.OneOf(Gen.Elements(0, 1, 0x7F, 0x80, 0xFF), Gen.Choose(0, 255))
                select (at, (byte)value);
            return Arb.From(
                from big in Gen.Elements(true, false)
                from count in Gen.Choose(1, 4)
                from bytes in change.ArrayOf(count)
                from cut in Gen.Frequency((9, Gen.Constant(0)), (1, Gen.Choose(0, 250)))
                select new Damage(big, bytes, cut), d =>
                [
                    .. d.Cut == 0 ? Array.Empty<Damage>() : [d with { Cut = 0 }],
                    .. Enumerable.Range(0, d.Bytes.Length).Select(i => d with { Bytes = [.. d.Bytes.Where((_, k) => k != i)] }),
                ]);
        }
    }
}
