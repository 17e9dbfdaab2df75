using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(Endianness.Big, "cb87a506ee30ee0f494bfb69740cd0529dd9a32f59ab006301e2174d6a32ca358594296a")]
    [InlineData(Endianness.Little, "e38c21492fea387e190874646fb9426b8f3b294263565741b0985275a8d3a107aa439112")]
    public void The_machine_is_the_one_of_published_keys(Endianness order, string digest) =>
        Assert.Equal(digest, MipsMachine.For(order).Definition.Digest.ToString());
}
