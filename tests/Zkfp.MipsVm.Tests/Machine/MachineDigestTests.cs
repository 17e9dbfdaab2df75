using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(Endianness.Big, "4ca36c14b9e2b1459844ac01cb876b5cd85c546f05c8af635d37857cef1acd068e2d4c5f")]
    [InlineData(Endianness.Little, "d5d4eb2c4d1181105a7d5757140c07040b9816761a56f507833b6a4dd77f996b9ef54f1f")]
    public void The_machine_is_the_one_of_published_keys(Endianness order, string digest) =>
        Assert.Equal(digest, MipsMachine.For(order).Definition.Digest.ToString());
}
