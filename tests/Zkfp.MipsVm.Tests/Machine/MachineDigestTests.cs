using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;
using Zkfp.MipsVm.Tests.Primitives;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(
        Endianness.Big, "9171ae293502886005406706e843c773bef4a136c50cda146314b70181e0d464b52c7440", "eb9ea62c14dff14ea07e7d30565879154cc698793a5cb60240d3301cc259d51d135e517b")]
    [InlineData(
        Endianness.Little, "bb5a4648b6bd86260142f00960d8b0412d9a350ee974d651df19a71cb9ce8629c9f8f732", "bcb2d412a2a85c452161d516a358ea6a061929415f1d70193ba4314badafcf4b24b58063")]
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
