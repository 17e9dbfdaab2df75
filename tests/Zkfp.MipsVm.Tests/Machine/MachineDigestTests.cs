using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(Endianness.Big, "e05566403ca17576a4ba58319d269a2b205e4709fb8eba00dffbfd73d9e33806ba8e8e38")]
    [InlineData(Endianness.Little, "f289bd4fb94e990bed8eb7152f3ad04371fcb24a83fbc401cc38bf0c619910455fba5a67")]
    public void The_machine_is_the_one_of_published_keys(Endianness order, string digest) =>
        Assert.Equal(digest, MipsMachine.For(order).Definition.Digest.ToString());
}
