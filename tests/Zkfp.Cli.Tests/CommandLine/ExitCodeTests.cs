using System.Reflection;
using Zkfp.Cli.Infrastructure;
using Zkfp.Cli.Tests.Architecture;
using Zkfp.Cli.Tests.Oracle;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>Every exit code: documented, in the help, and reached by the real executable.</summary>
public sealed class ExitCodeTests(ProvenRecord cannon) : CliTest, IClassFixture<ProvenRecord>
{
    private static int[] Codes => [.. typeof(ExitCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (int)f.GetRawConstantValue()!)];

    [Fact]
    public void Every_one_is_documented()
    {
        string Page(string name) => File.ReadAllText(Path.Combine(DependencyTests.RepositoryRoot(), name));
        string help = ZkfpProcess.Run("--help").Output, page = Page("docs/command-line.md"), readme = Page("README.md");
        foreach (int code in Codes)
        {
            Assert.Contains($"| {code} |", page, StringComparison.Ordinal);
            Assert.Matches($"[^0-9]{code}[^0-9]", help[help.IndexOf("Exit codes", StringComparison.Ordinal)..]);
            Assert.Matches($"[^0-9]{code}[^0-9]", readme[readme.IndexOf("| exit code |", StringComparison.Ordinal)..]);
        }
    }

    [Fact]
    public void An_internal_error_says_where_it_is()
    {
        static void Throw() => throw new KeyNotFoundException();
        Exception e = Assert.Throws<KeyNotFoundException>(Throw);
        Assert.Equal(
            (ExitCode.Internal, "internal error, KeyNotFoundException in ExitCodeTests; please report it (--verbose says where)"), CommandRunner.Explain(e));
    }

    [Fact]
    public void A_missing_native_library_is_named()
    {
        var missing = new TypeInitializationException("A", new TargetInvocationException(new DllNotFoundException("Unable to load shared library 'b' or one of …")));
        Assert.Equal((ExitCode.Internal, "this installation of zkfp is damaged: its part b is missing or cannot be loaded"), CommandRunner.Explain(missing));
    }

    [Fact]
    public void Every_one_is_reached()
    {
        string spin = Make("spin", TinyProgram.Spin()), bare = Directory.CreateDirectory(In("bare")).FullName;
        var reached = new List<int>();
        void Reach(int code, string message, string line)
        {
            using ZkfpProcess process = ZkfpProcess.Shell($"cd \"$1\"; {line}", Folder, Elf, Proof, spin, cannon.Elf, cannon.Proof, bare, ZkfpProcess.Assembly);
            Check(process.Wait(TimeSpan.FromMinutes(2)), code, message);
            reached.Add(code);
        }

        Reach(0, "valid: exit 3", "zkfp verify \"$3\" --elf \"$2\"");
        Reach(1, "it is an ELF file for MIPS", "zkfp verify \"$2\" --elf \"$2\"");
        Reach(2, "no such file", "zkfp verify absent --elf \"$2\"");
        Reach(3, "it is a proof", "zkfp prove \"$3\" -o p");
        Reach(4, "the run repeats itself without end", $"zkfp prove \"{Make("loop", TinyProgram.Loop())}\" -o p </dev/null");
        Reach(5, "no space left", "zkfp verify \"$3\" --elf \"$2\" >/dev/full");
        Reach(6, "(local 1)", "zkfp prove \"$5\" --profile cannon --preimages \"$7\" -o p");
        Reach(7, "values that nobody has checked", "zkfp verify \"$6\" --elf \"$5\" --profile cannon");
        Reach(125, "no such file", "zkfp run absent");
        Reach(130, "cancelled", "dotnet \"$8\" prove \"$4\" -o p </dev/null & sleep 2; kill $!; wait $!");
        Reach(141, "", "zkfp inspect \"$3\" --dump | head -n 1");

        // A part that is no assembly: the fault is zkfp's own, and is said without a stack trace.
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*")) File.Copy(file, Path.Combine(bare, Path.GetFileName(file)));
        File.WriteAllText(Path.Combine(bare, "Zkfp.Verifier.dll"), "damaged");
        Reach(70, "this installation of zkfp is damaged: its part Zkfp.Verifier is missing or cannot be loaded", "dotnet \"$7/zkfp.dll\" verify \"$3\" --elf \"$2\"");
        Assert.Equal(Codes.Order(), reached.Order());
    }
}
