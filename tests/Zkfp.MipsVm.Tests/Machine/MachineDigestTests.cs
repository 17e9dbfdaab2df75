using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Primitives;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(
        Endianness.Big, "06fe566bc4d04e0ec22cd4183302b12818794967747b200ff5a15559cbe99636b891ac38", "a384794acf632c7661282202f507ec53a952b173244e7368671bfe59ed3d2363752a6215")]
    [InlineData(
        Endianness.Little, "8206df5092c63572432b1a76e872f92916e4d620f2a6b30e602ddf4c8d75057a68c06642", "d63bc805586520131e35114acc6ba102fb76ed2551ce073c029f636139c4b3616ffd2e7e")]
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
