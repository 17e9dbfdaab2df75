using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(Endianness.Big, "a1d5c774c8be0375bd2ac5606659d02d56977b4ebc033d5132efcb4a34d15a25e9d2f848")]
    [InlineData(Endianness.Little, "fdeadd477ec3ea28fa4ba401e3fc6d280a8246567c609b127145bc2570efdf217f4a8a1d")]
    public void The_machine_is_the_one_of_published_keys(Endianness order, string digest) =>
        Assert.Equal(digest, MipsMachine.For(order).Definition.Digest.ToString());
}
