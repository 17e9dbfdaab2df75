using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(Endianness.Big, "65e8ac7a09a3d41c7a442968b1622164a8a7950c0f0fba6ed9a1dd61552d292193d90b2c")]
    [InlineData(Endianness.Little, "2ec12266f60d5e6fd991d71afefca27183c1b7575d603e4f8e3c3a0ec6d8c17432443368")]
    public void The_machine_is_the_one_of_published_keys(Endianness order, string digest) =>
        Assert.Equal(digest, MipsMachine.For(order).Definition.Digest.ToString());
}
