using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Primitives;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(
        Endianness.Big, "caeeeb4b1c6ddb2b5842eb008ed67a3861b25f268cdb7f388514ad0b664f866e66ad9b06", "24191a358b11d345ad29ed517dd7ce17ee72d60849feef3fbc6e25384b982e1e2f63475d")]
    [InlineData(
        Endianness.Little, "8953fc5e8e586408e2586939f0b80c6baad96c20d92b0576df70d51bbbd5042bebfb7f7a", "5ea9344382aaec442a7bd9374f2b5a0aa534b27783f0d06a7364bf3ec182cf0cc5b2101d")]
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
