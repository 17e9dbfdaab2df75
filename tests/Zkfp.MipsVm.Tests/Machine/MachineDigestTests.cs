using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Primitives;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(
        Endianness.Big, "8f16b60dfdd4c47d19ebf50923dfc625992bc661cf9a645853fcf56505262862b0e9be01", "cb03cd39c814b5711dba352e3b50002d47220027f673602b73bb4f38bd1ab5473a846c43")]
    [InlineData(
        Endianness.Little, "e536dc6d40fc8c3fc47d9b249a7aa4624f1f3c059452ec298d62d755c900f70c303fc13e", "e5bf9a7933288c415538d36d1e53c153aeac7a50d80c570fe426eb22b75e8c3ee483992a")]
    public void The_machine_is_the_one_of_published_keys(Endianness order, string plain, string all)
    {
        Assert.Equal(plain, MipsMachine.Plain(order).Definition.Digest.ToString());
        Assert.Equal(all, MipsMachine.For(order).Definition.Digest.ToString());
    }

    /// <summary>Programs that could execute a primitive, whether they do or not, have the machine with all tables; the others its first tables.</summary>
    [Fact]
    public void Programs_without_primitives_have_fewer_tables()
    {
        MipsMachine plain = MipsMachine.Plain(Endianness.Big), all = MipsMachine.For(Endianness.Big);
        Assert.Same(plain, MipsMachine.For(new Assembler().End().Image(Endianness.Big)));
        Assert.Same(all, MipsMachine.For(new Assembler().End().Emit(PrimitiveProgram.KeccakF(4)).Image(Endianness.Big)));
        Assert.Same(plain, MipsMachine.Find(plain.Definition.Digest));
        Assert.Same(all, MipsMachine.Find(all.Definition.Digest));
        Assert.Null(MipsMachine.Find(default));
        Assert.Equal(plain.Definition.Tables, all.Definition.Tables.Take(plain.Definition.Tables.Count));
        Assert.DoesNotContain(plain.Definition.Tables, t => t.Columns.Count > 60);
    }
}
