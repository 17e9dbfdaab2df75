using System.Diagnostics;
using Zkfp.Cli.Tests.CommandLine;

namespace Zkfp.Cli.Tests.Prove;

/// <summary>A fact on Linux with gcc, which makes what tells the command of a disk that is nearly full.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = OperatingSystem.IsLinux() && Array.Exists(
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), p => File.Exists(Path.Combine(p, "gcc"))) ? null : "gcc is not installed";
}

/// <summary>What a proof takes is held against what the disk has before anything of it is made.</summary>
public sealed class SmallDiskTests : CliTest
{
    // Tells of 1 MB that is left, on every disk. No disk of this size is needed, nor the right to mount one.
    private const string Shim = """
        #define _GNU_SOURCE
        #include <sys/statfs.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        int statfs64(const char *path, struct statfs64 *s) { int r = (int)syscall(SYS_statfs, path, s); if (!r) s->f_bavail = 1000000 / s->f_bsize; return r; }
        """;

    [SmallDiskFact]
    public void A_proof_that_has_no_room_is_not_begun()
    {
        File.WriteAllText(In("small.c"), Shim);
        using (Process gcc = Process.Start("gcc", ["-shared", "-fPIC", "-o", In("small.so"), In("small.c")]))
        {
            gcc.WaitForExit();
            Assert.Equal(0, gcc.ExitCode);
        }

        string list = ZkfpProcess.Sample("hello.proof");
        foreach (string[] words in (string[][])[["prove", Elf, "--shards"], ["prove", Elf], ["aggregate", list]])
        {
            using ZkfpProcess small = ZkfpProcess.Shell(
                "small=$1; shift; LD_PRELOAD=\"$small\" zkfp \"$@\"", [In("small.so"), .. words, "-o", In("p"), "--json"]);
            ZkfpResult result = small.Wait();
            Assert.True(result.Code == 5, $"{result.Code}: {result.Error}");
            Assert.Contains("MB left, about ", result.Error, StringComparison.Ordinal);
            Assert.False(File.Exists(In("p")));
            Assert.True(!Directory.Exists(In("p.work")) || Directory.GetFiles(In("p.work")).All(f => f.EndsWith(".run", StringComparison.Ordinal)));
        }
    }
}
