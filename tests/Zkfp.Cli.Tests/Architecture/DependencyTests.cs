using System.Reflection;

namespace Zkfp.Cli.Tests.Architecture;

/// <summary>The arrows of docs/architecture.md: who may reference whom.</summary>
public class DependencyTests
{
    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Zkfp.Core", [] },
        { "Zkfp.Protocol", ["Zkfp.Core"] },
        { "Zkfp.Verifier", ["Zkfp.Core", "Zkfp.Protocol"] },
        { "Zkfp.Recursion", ["Zkfp.Core", "Zkfp.Protocol", "Zkfp.Verifier"] },
        { "Zkfp.MipsVm", ["Zkfp.Core"] },
        { "Zkfp.Prover", ["Zkfp.Core", "Zkfp.Protocol", "Zkfp.Verifier", "Zkfp.Recursion", "Zkfp.MipsVm"] },
        { "Zkfp.Rollup", ["Zkfp.Core", "Zkfp.Protocol", "Zkfp.Verifier", "Zkfp.MipsVm", "Zkfp.Prover"] },
        { "Zkfp.Settlement", ["Zkfp.Core", "Zkfp.Protocol", "Zkfp.Verifier", "Zkfp.Recursion", "Zkfp.MipsVm", "Zkfp.Prover", "Zkfp.Rollup"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void Assembly_references_only_what_the_arrows_allow(string assembly, string[] allowed)
    {
        foreach (AssemblyName reference in Assembly.Load(assembly).GetReferencedAssemblies())
        {
            if (reference.Name!.StartsWith("Zkfp.", StringComparison.Ordinal) || reference.Name == "zkfp")
                Assert.Contains(reference.Name, allowed);
        }
    }

    [Theory]
    [InlineData("Zkfp.Protocol")]
    [InlineData("Zkfp.Verifier")]
    public void Verifier_uses_only_the_base_library_protocol_and_core(string assembly)
    {
        foreach (AssemblyName reference in Assembly.Load(assembly).GetReferencedAssemblies())
            Assert.True(reference.Name is "Zkfp.Core" or "Zkfp.Protocol" || reference.Name!.StartsWith("System.", StringComparison.Ordinal), reference.Name);
    }

    [Fact]
    public void Project_files_declare_only_the_arrows()
    {
        string root = RepositoryRoot();
        foreach (string project in new[] { "Core", "Protocol", "Verifier", "Recursion", "MipsVm", "Prover", "Rollup", "Settlement", "Sdk" })
        {
            string text = File.ReadAllText(Path.Combine(root, "src", project, $"Zkfp.{project}.csproj"));
            string[] allowed = project == "Sdk" ? ["Zkfp.Core", "Zkfp.Protocol", "Zkfp.Verifier", "Zkfp.Recursion", "Zkfp.MipsVm", "Zkfp.Prover", "Zkfp.Rollup"] : Arrows.Select(row => ((string Name, string[] Allowed))((string)row[0], (string[])row[1])).Single(row => row.Name == $"Zkfp.{project}").Allowed;
            foreach (string other in new[] { "Core", "Protocol", "Verifier", "Recursion", "MipsVm", "Prover", "Rollup", "Settlement", "Sdk", "Cli" })
            {
                if (text.Contains($"../{other}/", StringComparison.Ordinal))
                    Assert.Contains($"Zkfp.{other}", allowed);
            }
        }
    }

    internal static string RepositoryRoot()
    {
        string? dir = AppContext.BaseDirectory;
        while (dir is not null && !File.Exists(Path.Combine(dir, "Zkfp.sln"))) dir = Path.GetDirectoryName(dir);
        return dir ?? throw new InvalidOperationException("Zkfp.sln is in no folder above the test binaries.");
    }
}
