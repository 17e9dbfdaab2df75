using System.Text.RegularExpressions;
using Zkfp.Cli.Tests.Architecture;

namespace Zkfp.Cli.Tests.CommandLine;

/// <summary>docs/first-proof.md, carried out: each command prints what the page says, but for what was measured.</summary>
public sealed partial class FirstProofPageTests : CliTest
{
    [Fact]
    public void The_page_shows_what_the_commands_print()
    {
        foreach (string file in Directory.GetFiles(ZkfpProcess.Sample(""), "hello.*")) File.Copy(file, In(Path.GetFileName(file)));
        string[] page = File.ReadAllLines(Path.Combine(DependencyTests.RepositoryRoot(), "docs", "first-proof.md"));
        int commands = 0;
        for (int i = 0; i < page.Length; i++)
        {
            // `echo $?` is of the command before it, so both are one line of the shell.
            if (!page[i].StartsWith("    $ zkfp", StringComparison.Ordinal) && !page[i].StartsWith("    $ printf", StringComparison.Ordinal)) continue;
            using ZkfpProcess process = ZkfpProcess.Shell($"cd \"$1\"; {page[i][6..]}", Folder);
            ZkfpResult result = process.Wait();
            var expected = new List<string>();
            for (int k = i + 1; k < page.Length && page[k].StartsWith("    ", StringComparison.Ordinal) && !page[k].StartsWith("    $", StringComparison.Ordinal); k++)
                expected.Add(page[k][4..]);
            string said = page[i].Contains("--stdim", StringComparison.Ordinal) ? result.Error : result.Output;
            Assert.Equal(Measured().Replace(string.Join('\n', expected), "#"), Measured().Replace(said.TrimEnd('\n'), "#"));
            commands++;
        }

        Assert.True(commands >= 9, $"{commands}");
    }

    // But digests, which are the same everywhere (samples/regenerate.sh brings the key's up to date).
    [GeneratedRegex("(?<![0-9a-f])[0-9]+(\\.[0-9]+)?(?![0-9a-f])")]
    private static partial Regex Measured();
}
