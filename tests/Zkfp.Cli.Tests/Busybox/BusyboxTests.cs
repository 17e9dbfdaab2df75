using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Zkfp.Cli.Tests.Architecture;
using Zkfp.Cli.Tests.CommandLine;

namespace Zkfp.Cli.Tests.Busybox;

/// <summary>The README's stock binary: Debian's busybox for mipsel. Skipped by name where Debian's packages, or qemu, are not to be had.</summary>
public sealed class BusyboxTests : CliTest
{
    private const string Input = """
        the quick brown fox jumps over the lazy dog
        a line	with a tab, numbers 12 7 and 3.5

        hello world
        a line	with a tab, numbers 12 7 and 3.5
        beta: 100 + 23 * 4

        """;

    // qemu gives a program this machine's files, the machine none: both start in an empty folder, where no case makes any.
    private const string Both = """
        busybox=$1; qemu=$(command -v "$2"); cd "$3"; out=$4
        q() { timeout 60 env -i "$qemu" -0 busybox "$busybox" "$@"; }
        """;

    private static readonly string s_folder = Path.Combine(DependencyTests.RepositoryRoot(), "tests", "Zkfp.Cli.Tests", "Busybox");

    [BusyboxFact]
    public void A_stock_binary_is_run_and_proven()
    {
        string busybox = BusyboxFactAttribute.Program!, license = Make("LICENSE", "a licence\n"u8.ToArray());
        string digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(license)));
        Check(ZkfpProcess.Run("prove", busybox, "--shards", "--stdin", license, "--stdout", In("sum.txt"), "-o", In("sum.proof"), "--", "sha256sum"), 0, "exit 0");
        Assert.Equal($"{digest}  -\n", File.ReadAllText(In("sum.txt")));
        Check(ZkfpProcess.Run("verify", In("sum.proof"), "--elf", busybox, "--expect-output", In("sum.txt")), 0, "valid");
        using ZkfpProcess yes = ZkfpProcess.Shell("zkfp run \"$1\" -- yes | head -n 1", busybox);
        Assert.Equal("y\n", Check(yes.Wait(TimeSpan.FromSeconds(20)), 141).Output);
    }

    /// <summary>Same words, same input: the same output to the byte, and the same exit code.</summary>
    [BusyboxFact(NeedsQemu = true)]
    public void Applets_do_what_they_do_under_qemu()
    {
        string[] lines = [.. File.ReadAllLines(Path.Combine(s_folder, "applets.txt")).Where(l => l.Length != 0 && l[0] != '#')];
        string[] cases = [.. lines.Where(l => !l.StartsWith("- ", StringComparison.Ordinal))];
        string[] left = [.. lines.Where(l => l.StartsWith("- ", StringComparison.Ordinal)).SelectMany(l => l[(l.IndexOf(": ", StringComparison.Ordinal) + 2)..].Split(' '))];
        string[] tried = [.. cases.Select(c => c.Split(' ')[0])];
        Assert.Empty(left.Intersect(tried));
        Assert.Equal(Check(ZkfpProcess.Run("run", BusyboxFactAttribute.Program!, "--", "--list"), 0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(),
            left.Concat(tried).Distinct().Order());

        File.WriteAllText(In("input"), Input);
        string empty = Directory.CreateDirectory(In("empty")).FullName;
        var different = new ConcurrentQueue<string>();
        Parallel.For(0, cases.Length, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount) }, i =>
        {
            string[] chain = cases[i].Split(" <: ");
            string input = chain.Length == 1 ? "cat ../input" : string.Join(" | ", chain.Skip(1).Reverse().Select(c => $"q {c}"));
            using ZkfpProcess process = ZkfpProcess.Shell($"""
                {Both}
                {input} >"$out.in"
                q {chain[0]} <"$out.in" >"$out.qemu" 2>/dev/null; a=$?
                zkfp run "$busybox" -- {chain[0]} <"$out.in" >"$out.zkfp"; b=$?
                [ $a = $b ] || echo "exit $a under qemu, $b under zkfp"
                cmp "$out.qemu" "$out.zkfp"
                """, BusyboxFactAttribute.Program!, BusyboxFactAttribute.Qemu!, empty, In($"{i}"));
            ZkfpResult result = process.Wait();
            if (result.Code != 0 || result.Output.Length != 0) different.Enqueue($"{cases[i]}: {result.Output}{result.Error}");
        });
        Assert.True(different.IsEmpty, string.Join('\n', different));
        Assert.Empty(Directory.GetFileSystemEntries(empty));
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class BusyboxFactAttribute : FactAttribute
    {
        private static readonly Lazy<(string? Program, string Reason)> s_program = new(Fetch);
        private static readonly Lazy<string?> s_qemu = new(() => Array.Find(["qemu-mipsel", "qemu-mipsel-static"], IsThere));

        private bool _needsQemu;

        public BusyboxFactAttribute()
        {
            if (Program is null) Skip = s_program.Value.Reason;
        }

        public static string? Program => s_program.Value.Program;

        public static string? Qemu => s_qemu.Value;

        public bool NeedsQemu
        {
            get => _needsQemu;
            set
            {
                _needsQemu = value;
                if (value && Qemu is null) Skip ??= "qemu-mipsel is not installed";
            }
        }

        // It stays beside the test's binaries, so that a second run needs no network.
        private static (string?, string) Fetch()
        {
            string folder = Path.Combine(AppContext.BaseDirectory, "busybox");
            var start = new ProcessStartInfo(Path.Combine(DependencyTests.RepositoryRoot(), "guests/samples/fetch-busybox.sh"), [folder]) { RedirectStandardError = true };
            using Process script = Process.Start(start)!;
            string reason = script.StandardError.ReadToEnd().Trim();
            script.WaitForExit();
            return script.ExitCode == 0 ? (Path.Combine(folder, "bin", "busybox"), "") : (null, reason);
        }

        private static bool IsThere(string command) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, command)));
    }
}
