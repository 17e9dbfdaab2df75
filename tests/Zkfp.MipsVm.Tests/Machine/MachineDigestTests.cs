using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Machine;

namespace Zkfp.MipsVm.Tests.Machine;

/// <summary>Keys and proofs of others hang on these digests: whoever changes a table on purpose changes them here, with the protocol's version.</summary>
public class MachineDigestTests
{
    [Theory]
    [InlineData(Endianness.Big, "8f16b60dfdd4c47d19ebf50923dfc625992bc661cf9a645853fcf56505262862b0e9be01")]
    [InlineData(Endianness.Little, "e536dc6d40fc8c3fc47d9b249a7aa4624f1f3c059452ec298d62d755c900f70c303fc13e")]
    public void The_machine_is_the_one_of_published_keys(Endianness order, string digest) =>
        Assert.Equal(digest, MipsMachine.For(order).Definition.Digest.ToString());
}
