using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Testing;

namespace Zkfp.Rollup.Tests.Testing;

/// <summary>A part of the official tests, small enough for every commit; `zkfp evm` runs all of them.</summary>
public class OfficialTests
{
    [EthereumTestsFact(nativeGuest: true)]
    public void State_tests() => AllPass(
        new StateTestRunner(Native), 800,
        "GeneralStateTests/stExample", "GeneralStateTests/stZeroKnowledge", "GeneralStateTests/stPreCompiledContracts2", "GeneralStateTests/stEIP2930",
        "GeneralStateTests/stEIP1559", "GeneralStateTests/stCreate2");

    [EthereumTestsFact(nativeGuest: true)]
    public void Block_tests() => AllPass(
        new BlockTestRunner(Native), 100, "BlockchainTests/ValidBlocks/bcExample", "BlockchainTests/ValidBlocks/bcEIP1559", "BlockchainTests/InvalidBlocks");

    [EthereumTestsFact(nativeGuest: true)]
    public void Transaction_tests() => AllPass(new TransactionTestRunner(Native), 100, "TransactionTests");

    [EthereumTestsFact(mipsGuest: true)]
    public void State_tests_inside_the_machine()
    {
        var program = new Lazy<MipsVm.Loading.ProgramImage>(() => MachineGuest.Load(SharedData.MipsGuest!));
        AllPass(new StateTestRunner(new TestOptions { Guest = () => new MachineGuest(program.Value) }), 30, "GeneralStateTests/stExample");
    }

    [EthereumTestsFact(nativeGuest: true)]
    public void A_wrong_expectation_fails()
    {
        string source = Path.Combine(SharedData.EthereumTests!, "GeneralStateTests/stExample/add11.json");
        string broken = Path.Combine(Path.GetTempPath(), $"zkfp-broken-{Environment.ProcessId}.json");
        string text = File.ReadAllText(source);
        int hash = text.IndexOf("\"hash\" : \"0x", StringComparison.Ordinal) + "\"hash\" : \"0x".Length;
        File.WriteAllText(broken, text[..hash] + (text[hash] == '0' ? '1' : '0') + text[(hash + 1)..]);
        try
        {
            var report = new TestReport();
            new StateTestRunner(Native).Run([broken], report);
            Assert.Equal(1, report.Count(TestOutcome.Failed));
            Assert.Contains("state root", Assert.Single(report.Results, r => r.Outcome == TestOutcome.Failed).Detail, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(broken);
        }
    }

    [Fact]
    public void Files_that_are_no_tests_fail_by_name()
    {
        string file = Path.Combine(Path.GetTempPath(), $"zkfp-no-test-{Environment.ProcessId}.json");
        File.WriteAllText(file, """{"a": {"post": 1}}""");
        try
        {
            var report = new TestReport();
            new StateTestRunner(new TestOptions { Guest = static () => new NoGuest() }).Run([file], report);
            Assert.Equal("0 passed, 1 failed", report.ToString());
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_crash_of_the_guest_is_a_failure()
    {
        string path = Path.Combine(Path.GetTempPath(), $"zkfp-crash-{Environment.ProcessId}.sh");
        File.WriteAllText(path, "#!/bin/sh\nexit 3\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            using var guest = new NativeGuest(path);
            Assert.Throws<GuestException>(() => guest.Run(new byte[1 << 20]));
            Assert.Throws<GuestException>(() => guest.Run([]));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TestOptions Native => new() { Guest = static () => new NativeGuest(SharedData.NativeGuest!) };

    private static void AllPass(TestRunner runner, int atLeast, params string[] paths)
    {
        var report = new TestReport();
        runner.Run(TestRunner.Files(paths.Select(path => Path.Combine(SharedData.EthereumTests!, path))), report);
        Assert.DoesNotContain(report.Results, static result => result.Outcome == TestOutcome.Failed);
        Assert.True(report.Count(TestOutcome.Passed) >= atLeast, report.ToString());
    }

    private sealed class NoGuest : IGuest
    {
        public GuestRun Run(byte[] input, CancellationToken cancellation = default) => throw new GuestException("none");

        public void Dispose()
        {
        }
    }
}
