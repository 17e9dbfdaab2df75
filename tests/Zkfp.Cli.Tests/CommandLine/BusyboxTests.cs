using System.Diagnostics;
using System.Security.Cryptography;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>The README's stock binary: Debian's busybox for mipsel. Skipped by name where Debian's packages are not to be had.</summary>
public sealed class BusyboxTests : CliTest
{
    // apt's lists in a folder of the test's own: the machine's architectures stay as they are.
    private const string Fetch = """
        cd "$1" && mkdir -p lists/partial cache/archives/partial && command -v apt-get dpkg-deb >/dev/null || exit 77
        o="-qq -o APT::Architectures::=$(dpkg --print-architecture) -o APT::Architectures::=mipsel -o Dir::State::Lists=$1/lists -o Dir::Cache=$1/cache"
        { timeout 120 apt-get $o update && timeout 60 apt-get $o download busybox-static:mipsel; } >/dev/null 2>&1 || exit 77
        dpkg-deb -x busybox-static*.deb .
        """;

    [BusyboxFact]
    public void A_stock_binary_is_run_and_proven()
    {
        string busybox = BusyboxFactAttribute.Program!, license = Make("LICENSE", "a licence\n"u8.ToArray());
        string digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(license)));
        Check(ZkfpProcess.Run("prove", busybox, "--stdin", license, "--stdout", In("sum.txt"), "-o", In("sum.proof"), "--", "sha256sum"), 0, "exit 0");
        Assert.Equal($"{digest}  -\n", File.ReadAllText(In("sum.txt")));
        Check(ZkfpProcess.Run("verify", In("sum.proof"), "--elf", busybox, "--expect-output", In("sum.txt")), 0, "valid");
        using ZkfpProcess yes = ZkfpProcess.Shell("zkfp run \"$1\" -- yes | head -n 1", busybox);
        Assert.Equal("y\n", Check(yes.Wait(TimeSpan.FromSeconds(20)), 141).Output);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class BusyboxFactAttribute : FactAttribute
    {
        private static readonly Lazy<string?> s_program = new(Download);

        public BusyboxFactAttribute()
        {
            if (Program is null) Skip = "busybox-static:mipsel of Debian is not to be had here";
        }

        public static string? Program => s_program.Value;

        private static string? Download()
        {
            string folder = Directory.CreateTempSubdirectory("zkfp-busybox").FullName;
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, true);
            using Process bash = Process.Start("bash", ["-c", Fetch, "bash", folder]);
            bash.WaitForExit();
            return bash.ExitCode == 0 ? Path.Combine(folder, "bin", "busybox") : null;
        }
    }
}
