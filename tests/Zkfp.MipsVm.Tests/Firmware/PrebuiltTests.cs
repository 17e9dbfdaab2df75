using System.Security.Cryptography;

namespace Zkfp.MipsVm.Tests.Firmware;

public class PrebuiltTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_537)]
    [InlineData(200_003)]
    public void GoSha256OfStdin(int length)
    {
        byte[] input = new byte[length];
        new Random(length).NextBytes(input);
        byte[] elf = File.ReadAllBytes(Path.Combine(Repository.Root, "guests/samples/prebuilt/sha256sum-go-be.elf"));
        GuestRun run = GuestRun.Of(elf, input);
        Assert.Equal("exit 0", run.Outcome.ToString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(input)) + "  -\n", run.OutputText);
    }
}
