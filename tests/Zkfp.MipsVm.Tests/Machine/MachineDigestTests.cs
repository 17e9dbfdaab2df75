using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(Endianness.Big, "3f6c60306318985ca11be81413d50b59162904372eecbd2d54de4e3cf2ace05ce9aefc51")]
    [InlineData(Endianness.Little, "bd1d45621e8268080ba8d318b40a456d4d0f85739567fe5b64475433aa345d055b2d0260")]
    public void The_machine_is_the_one_of_published_keys(Endianness order, string digest) =>
        Assert.Equal(digest, MipsMachine.For(order).Definition.Digest.ToString());
}
