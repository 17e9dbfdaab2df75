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

    /// <summary>Threads, channels, maps with random hash keys, allocation, clocks, unwinding: what Rust's std does on Linux.</summary>
    [Theory]
    [InlineData("std-rust-be.elf")]
    [InlineData("std-rust-le.elf")]
    public void RustStd(string file)
    {
        byte[] elf = File.ReadAllBytes(Path.Combine(Repository.Root, "guests/samples/prebuilt", file));
        GuestRun run = GuestRun.Of(elf, "pear apple\npear \u00e9"u8.ToArray(), arguments: ["one", "two"]);
        Assert.Equal("exit 5", run.Outcome.ToString());
        Assert.Equal(RustOutput, run.OutputText);
        Assert.Contains("panicked at src/main.rs", run.ErrorText, StringComparison.Ordinal);
        Assert.Equal("exit 101", GuestRun.Of(elf, arguments: ["panic"]).Outcome.ToString());
        Assert.Equal("signal 6", GuestRun.Of(elf, arguments: ["abort"]).Outcome.ToString());
    }

    private const string RustOutput = """
        ["one", "two"], LANG Ok("C"), HOME Err(NotPresent)
        {"APPLE": 1, "PEAR": 2, "É": 1} then Ok(0)
        map 666 221555889 Some(256) [96, 89, 84, 81]
        Some(37) 0.548 259407338536540572791
        allocated 9925252, aligned true
        threads 800 32 [0, 3, 6, 9, 12, 15, 18, 21] 64
        scoped [10, 20, 30, 40]
        slept true true
        after 2024: true
        timeout Err(Timeout)
        closed Err(RecvError)
        dropped inner
        dropped outer
        caught Some("number 3")
        thread Some("nothing there"), poisoned true
        Err(NotFound)

        """;
}
