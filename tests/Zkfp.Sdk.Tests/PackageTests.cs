using System.IO.Compression;
using static Zkfp.Sdk.Tests.Repository;

namespace Zkfp.Sdk.Tests;

/// <summary>The packages, installed from a folder into a project that knows nothing of this repository.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-packages").FullName;

    private string Feed => Path.Combine(_folder, "feed");

    public void Dispose() => Directory.Delete(_folder, true);

    /// <summary>The README's C# example, as printed, and the tool.</summary>
    [Fact]
    public void A_fresh_project_proves_and_verifies_with_the_packages_alone()
    {
        foreach (string project in (string[])["src/Sdk", "src/Cli"])
            Dotnet(Root, "pack", project, "-c", Configuration, "--no-build", "-o", Feed, "-v", "q");
        string version = Path.GetFileName(Directory.GetFiles(Feed, "Zkfp.Tool.*.nupkg")[0])["Zkfp.Tool.".Length..^".nupkg".Length];
        CheckContent($"Zkfp.{version}.nupkg", ["lib/net10.0/Zkfp.dll", "lib/net10.0/Zkfp.Core.dll", "lib/net10.0/Zkfp.Verifier.dll", "lib/net10.0/Zkfp.MipsVm.dll",
            "lib/net10.0/Zkfp.Prover.dll", "lib/net10.0/Zkfp.Recursion.dll", "lib/net10.0/Zkfp.Protocol.dll", "lib/net10.0/Zkfp.Rollup.dll", "ref/net10.0/Zkfp.dll", "ref/net10.0/Zkfp.xml", "README.md", "icon.png"]);
        CheckContent($"Zkfp.{version}.snupkg", ["lib/net10.0/Zkfp.pdb", "lib/net10.0/Zkfp.Core.pdb", "lib/net10.0/Zkfp.Prover.pdb"]);
        CheckContent($"Zkfp.Tool.{version}.nupkg", ["tools/net10.0/any/zkfp.dll", "tools/net10.0/any/evm-guest-mips.elf", "README.md", "icon.png"]);

        string app = Directory.CreateDirectory(Path.Combine(_folder, "app")).FullName;
        File.WriteAllText(Path.Combine(app, "nuget.config"), $"""
            <configuration><packageSources><clear /><add key="feed" value="{Feed}" /></packageSources></configuration>
            """);
        File.WriteAllText(Path.Combine(app, "app.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors><UseAppHost>false</UseAppHost>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Zkfp" Version="{version}" /></ItemGroup>
            </Project>
            """);
        File.Copy(Sample("hello.elf"), Path.Combine(app, "hello.elf"));
        string example = Example(Path.Combine(Root, "README.md"));
        Assert.Equal(Example(Path.Combine(Root, "src/Sdk/README.md")), example);
        File.WriteAllText(Path.Combine(app, "Program.cs"), example);
        string said = Dotnet(app, "run", "-c", "Release");
        Assert.Contains("valid: exit 3; SHA-256 of the output 9fc177742fed6c2e", said, StringComparison.Ordinal);

        // The types of the other assemblies are not to be had.
        File.AppendAllText(Path.Combine(app, "Program.cs"), "_ = typeof(Zkfp.Prover.RunProver);\n");
        Run(app, "dotnet", ["build", "-c", "Release", "-v", "q"], expected: 1, Environment);

        Dotnet(app, "tool", "install", "Zkfp.Tool", "--tool-path", Path.Combine(_folder, "tools"), "--add-source", Feed, "--version", version);
        string tool = Path.Combine(_folder, "tools", "zkfp");
        Assert.Contains("valid: exit 3", Run(app, tool, ["verify", "hello.proof", "--elf", "hello.elf"], 0, Environment), StringComparison.Ordinal);
        Assert.Contains("all header fields reproduced", Run(app, tool, ["evm", "block", Sample("transfers.json")], 0, Environment), StringComparison.Ordinal);
    }

    private (string, string)[] Environment =>
        [("NUGET_PACKAGES", Path.Combine(_folder, "cache")), ("DOTNET_CLI_HOME", _folder), ("DOTNET_NOLOGO", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"),
            ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_ROOT", Path.GetDirectoryName(System.Environment.ProcessPath!)!)];

    private string Dotnet(string folder, params string[] arguments) =>
        Run(folder, "dotnet", arguments, 0, folder == Root ? [.. Environment.Where(e => e.Item1 is not ("NUGET_PACKAGES" or "DOTNET_CLI_HOME"))] : Environment);

    private static string Example(string page)
    {
        string text = File.ReadAllText(page);
        int start = text.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private void CheckContent(string package, string[] files)
    {
        using ZipArchive zip = ZipFile.OpenRead(Path.Combine(Feed, package));
        foreach (string file in files) Assert.True(zip.GetEntry(file) is not null, $"{file} is not in {package}: {string.Join(' ', zip.Entries.Select(e => e.FullName))}");
        if (package.EndsWith(".snupkg", StringComparison.Ordinal)) return;
        using var reader = new StreamReader(zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        string spec = reader.ReadToEnd();
        foreach (string part in (string[])["<license type=\"expression\">MIT</license>", "<readme>README.md</readme>", "<icon>icon.png</icon>", "<description>"])
            Assert.Contains(part, spec, StringComparison.Ordinal);
        Assert.DoesNotContain("<dependency id=\"Zkfp", spec, StringComparison.Ordinal);
    }
}
