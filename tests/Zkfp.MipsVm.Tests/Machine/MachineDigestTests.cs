using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(Endianness.Big, "f3b66b6684d8312e6d4d3c5c493a8740f8790b65558b0e3d31994f3968b3a30abd37aa69")]
    [InlineData(Endianness.Little, "79b05555ba89564bcf25e305a90edb4fdc2206294b321c08bb96da14bc81e33b09e20463")]
    public void The_machine_is_the_one_of_published_keys(Endianness order, string digest) =>
        Assert.Equal(digest, MipsMachine.For(order).Definition.Digest.ToString());
}
